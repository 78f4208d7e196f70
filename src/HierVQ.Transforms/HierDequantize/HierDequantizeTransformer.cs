using System.Reflection;
using HierVQ.Tokenizers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(HierDequantizeTransformer), typeof(HierDequantizeTransformer), null, typeof(SignatureLoadModel), "HierVQ decoder", "HierDequantize")]

namespace HierVQ.Transforms;

/// <summary>Turns codes into images. Rows with a code missing become missing images.</summary>
public sealed class HierDequantizeTransformer : BatchedTransformer
{
    internal static readonly ComponentSignature Signature = new("HierDequantize", "HVQDEQNT", Assembly.GetExecutingAssembly());

    private readonly HierDequantizeOptions _options;
    private readonly SharedTokenizer? _own;

    internal HierDequantizeTransformer(IHostEnvironment environment, HierDequantizeOptions options, SharedTokenizer? own) : base(environment, Signature.Loader)
    {
        _options = options;
        _own = own;
    }

    internal SharedTokenizer? Own => _own;

    internal override BatchBinding Bind(DataViewSchema input) => new DequantizeBinding(input, _options, _own);

    private protected override void SaveModel(ModelSaveContext ctx) =>
        ModelZip.Save(ctx, Signature, new Saved(_options, _own?.Tokenizer.Options), _own?.Tokenizer.Module);

    private protected override void DisposeModel() => _own?.Dispose();

    // Found by ML.NET's loader through the attribute above.
    private static HierDequantizeTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Saved saved = ModelZip.LoadOptions<Saved>(ctx, Signature);
        ModelZip.Create(ctx, () =>
        {
            ArgumentNullException.ThrowIfNull(saved.Options);
            saved.Options.Validate();
            return saved;
        });
        return new HierDequantizeTransformer(env, saved.Options, saved.Tokenizer is null ? null : TokenizerZip.Load(env, ctx, saved.Tokenizer, saved.Tokenizer.Validate));
    }

    /// <summary>What <c>options.json</c> holds: the tokenizer only where one was given.</summary>
    private sealed record Saved(HierDequantizeOptions Options, TokenizerOptions? Tokenizer);
}
