using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>
/// Scores codes by a fitted prior: bits a code for the row, and bits for each code. Rows with a code missing get missing scores (NaN). The scores
/// are conditional where the input has the columns of training that condition the prior: labels, tokens, codes of another image.
/// </summary>
public abstract class PriorTransformer : BatchedTransformer
{
    private readonly PriorColumns _columns;
    private readonly ComponentSignature _signature;

    private protected PriorTransformer(IHostEnvironment environment, ComponentSignature signature, PriorColumns columns, SharedPrior prior) : base(environment, signature.Loader)
    {
        (_signature, _columns) = (signature, columns);
        Shared = prior;
    }

    /// <summary>The fitted prior, which this transformer owns.</summary>
    public IPrior Prior => Shared.Prior;

    /// <summary>The labels that it was trained with, in the order of its classes; empty without labels.</summary>
    public IReadOnlyList<string> Labels => Shared.Labels.Names;

    /// <summary>The shape of the code pyramids.</summary>
    public CodeLayout Layout => Prior.Layout;

    /// <summary>The hash of the weights of the tokenizer whose codes it knows.</summary>
    public string TokenizerId => Shared.TokenizerId;

    internal SharedPrior Shared { get; }

    internal sealed override BatchBinding Bind(DataViewSchema input) => new PriorBinding(input, _columns, Shared);

    private protected sealed override void SaveModel(ModelSaveContext ctx) =>
        ModelZip.Save(ctx, _signature, new Saved(_columns, SavedPrior.Of(Shared)), Prior.Module);

    private protected sealed override void DisposeModel() => Shared.Dispose();

    /// <summary>What a loader of a derived class reads.</summary>
    private protected static (PriorColumns Columns, SharedPrior Prior) Load(IHostEnvironment environment, ModelLoadContext ctx, ComponentSignature signature)
    {
        Saved saved = ModelZip.LoadOptions<Saved>(ctx, signature);
        ModelZip.Create(ctx, () =>
        {
            ArgumentNullException.ThrowIfNull(saved.Columns);
            ArgumentNullException.ThrowIfNull(saved.Prior);
            saved.Columns.Validate();
            return saved;
        });
        return (saved.Columns, saved.Prior.Load(environment, ctx));
    }

    private sealed record Saved(PriorColumns Columns, SavedPrior Prior);
}
