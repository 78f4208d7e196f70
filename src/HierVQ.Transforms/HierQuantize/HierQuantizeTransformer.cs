using System.Reflection;
using HierVQ.Codes;
using HierVQ.Tokenizers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(HierQuantizeTransformer), typeof(HierQuantizeTransformer), null, typeof(SignatureLoadModel), "HierVQ tokenizer", "HierQuantize")]

namespace HierVQ.Transforms;

/// <summary>
/// Turns images into codes: a vector of known size of keys, key value code + 1, in pyramid order. The column's annotations hold the code
/// layout and which tokenizer made it; where asked, a second column holds the features before quantization.
/// </summary>
public sealed class HierQuantizeTransformer : BatchedTransformer
{
    internal static readonly ComponentSignature Signature = new("HierQuantize", "HVQQUANT", Assembly.GetExecutingAssembly());

    private readonly HierQuantizeOptions _options;
    private readonly SharedTokenizer _tokenizer;

    internal HierQuantizeTransformer(IHostEnvironment environment, HierQuantizeOptions options, SharedTokenizer tokenizer) : base(environment, Signature.Loader)
    {
        _options = options;
        _tokenizer = tokenizer;
    }

    /// <summary>The fitted tokenizer. This transformer owns it, unless it was handed in.</summary>
    public ITokenizer Tokenizer => _tokenizer.Tokenizer;

    /// <summary>The hash of the tokenizer's weights, by which codes of different tokenizers are told apart.</summary>
    public string TokenizerId => _tokenizer.Id;

    /// <summary>The shape of the code pyramids.</summary>
    public CodeLayout Layout => Tokenizer.Layout;

    internal SharedTokenizer Shared => _tokenizer;

    internal HierQuantizeOptions Options => _options;

    internal override BatchBinding Bind(DataViewSchema input) => new QuantizeBinding(Host, input, _options, _tokenizer);

    private protected override void SaveModel(ModelSaveContext ctx) => ModelZip.Save(ctx, Signature, _options, Tokenizer.Module);

    private protected override void DisposeModel() => _tokenizer.Dispose();

    /// <summary>A transformer whose tokenizer has weights from elsewhere and is not trained here.</summary>
    internal static HierQuantizeTransformer Import(IHostEnvironment environment, HierQuantizeOptions options, string path, string? dictionary, string? prefix)
    {
        options.Validate();
        TokenizerOptions tokenizerOptions = OptionsCopy.Of(options.Tokenizer);
        ITokenizer tokenizer = tokenizerOptions.Create(DeviceChoice.Of(environment));
        try
        {
            PublishedWeights.Load(tokenizer, path, dictionary, prefix);
            return new HierQuantizeTransformer(environment, options.Copy(tokenizerOptions), new SharedTokenizer(tokenizer, owned: true));
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }

    // Found by ML.NET's loader through the attribute above.
    private static HierQuantizeTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var options = ModelZip.LoadOptions<HierQuantizeOptions>(ctx, Signature);
        return new HierQuantizeTransformer(env, options, TokenizerZip.Load(env, ctx, options.Tokenizer, options.Validate));
    }
}
