using System.Reflection;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(HierPriorTransformer), typeof(HierPriorTransformer), null, typeof(SignatureLoadModel), "HierVQ prior", "HierPrior")]

namespace HierVQ.Trainers;

/// <summary>
/// Scores codes by a fitted prior: bits a code for the row, and bits for each code. Rows with a code missing get missing scores (NaN). The
/// scores are conditional on the label where the input has the label column of training.
/// </summary>
public sealed class HierPriorTransformer : BatchedTransformer
{
    internal static readonly ComponentSignature Signature = new("HierPrior", "HVQPRIOR", Assembly.GetExecutingAssembly());

    private readonly HierTransformerOptions _options;

    internal HierPriorTransformer(IHostEnvironment environment, HierTransformerOptions options, SharedPrior prior) : base(environment, Signature.Loader)
    {
        _options = options;
        Shared = prior;
    }

    /// <summary>The fitted prior, which this transformer owns.</summary>
    public IPrior Prior => Shared.Prior;

    /// <summary>The labels that it was trained with, in the order of its classes; empty without a condition.</summary>
    public IReadOnlyList<string> Labels => Shared.Labels.Names;

    /// <summary>The shape of the code pyramids.</summary>
    public CodeLayout Layout => Prior.Layout;

    /// <summary>The hash of the weights of the tokenizer whose codes it knows.</summary>
    public string TokenizerId => Shared.TokenizerId;

    internal SharedPrior Shared { get; }

    internal override BatchBinding Bind(DataViewSchema input) => new PriorBinding(input, _options, Shared);

    private protected override void SaveModel(ModelSaveContext ctx) =>
        ModelZip.Save(ctx, Signature, new Saved(SavedColumns.Of(_options), SavedPrior.Of(Shared)), Prior.Module);

    private protected override void DisposeModel() => Shared.Dispose();

    // Found by ML.NET's loader through the attribute above.
    private static HierPriorTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Saved saved = ModelZip.LoadOptions<Saved>(ctx, Signature);
        HierTransformerOptions options = ModelZip.Create(ctx, () =>
        {
            ArgumentNullException.ThrowIfNull(saved.Columns);
            ArgumentNullException.ThrowIfNull(saved.Prior);
            HierTransformerOptions columns = saved.Columns.With(saved.Prior.Options);
            columns.Validate();
            return columns;
        });
        return new HierPriorTransformer(env, options, saved.Prior.Load(env, ctx));
    }

    private sealed record Saved(SavedColumns Columns, SavedPrior Prior);

    private sealed record SavedColumns(string Codes, string? Label, string? Latents, string Score, string CodeScores, int BatchSize)
    {
        public static SavedColumns Of(HierTransformerOptions options) => new(
            options.CodesColumnName, options.LabelColumnName, options.LatentsColumnName, options.ScoreColumnName, options.CodeScoresColumnName, options.BatchSize);

        public HierTransformerOptions With(PriorOptions prior) => new()
        {
            CodesColumnName = Codes,
            LabelColumnName = Label,
            LatentsColumnName = Latents,
            ScoreColumnName = Score,
            CodeScoresColumnName = CodeScores,
            BatchSize = BatchSize,
            Prior = prior,
        };
    }
}
