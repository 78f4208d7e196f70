using System.Reflection;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(HierTokenizeTransformer), typeof(HierTokenizeTransformer), null, typeof(SignatureLoadModel), "HierVQ text tokens", "HierTokenize")]

namespace HierVQ.Transforms;

/// <summary>Turns text into tokens of the vocabulary that is saved with it. All keys of an empty text are missing: no text.</summary>
public sealed class HierTokenizeTransformer : BatchedTransformer
{
    internal static readonly ComponentSignature Signature = new("HierTokenize", "HVQTOKNZ", Assembly.GetExecutingAssembly());

    private const string VocabularyEntry = "vocabulary.json";

    private readonly string _output, _input;

    internal HierTokenizeTransformer(IHostEnvironment environment, string output, string input, BpeTokenizer tokenizer) : base(environment, Signature.Loader) =>
        (_output, _input, Tokenizer) = (output, input, tokenizer);

    /// <summary>The tokenizer, for texts outside of any data and for the way back.</summary>
    public BpeTokenizer Tokenizer { get; }

    internal override BatchBinding Bind(DataViewSchema input) => new TokenizeBinding(input, _output, _input, Tokenizer);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ModelZip.Save(ctx, Signature, new Saved(_output, _input, Tokenizer.Options), weights: null);
        ctx.SaveBinaryStream(VocabularyEntry, writer => Tokenizer.Vocabulary.Save(writer.BaseStream));
    }

    private protected override void DisposeModel()
    {
        // There is nothing native.
    }

    // Found by ML.NET's loader through the attribute above.
    private static HierTokenizeTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Saved saved = ModelZip.LoadOptions<Saved>(ctx, Signature);
        BpeVocabulary? vocabulary = null;
        string entry = ModelZip.NameOf(ctx, VocabularyEntry);
        if (!ctx.TryLoadBinaryStream(VocabularyEntry, reader => vocabulary = BpeVocabulary.Load(reader.BaseStream, $"The entry '{entry}' of the model")))
            throw new FormatException($"The model has no entry '{entry}': it is incomplete. Save the model again.");
        return ModelZip.Create(ctx, () =>
        {
            var options = new HierTokenizeOptions { OutputColumnName = saved.OutputColumnName, InputColumnName = saved.InputColumnName, Tokens = saved.Tokens };
            ArgumentNullException.ThrowIfNull(options.Tokens);
            options.Tokens.Vocabulary = vocabulary;
            options.Validate();
            return new HierTokenizeTransformer(env, options.OutputColumnName, options.InputColumnName, new BpeTokenizer(options.Tokens));
        });
    }

    /// <summary>What <c>options.json</c> holds.</summary>
    private sealed record Saved(string OutputColumnName, string InputColumnName, BpeOptions Tokens);
}
