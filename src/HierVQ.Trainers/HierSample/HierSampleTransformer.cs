using System.Reflection;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(HierSampleTransformer), typeof(HierSampleTransformer), null, typeof(SignatureLoadModel), "HierVQ sampler", "HierSample")]

namespace HierVQ.Trainers;

/// <summary>Fills the holes of codes, row by row, each from its own seed. Codes that are there are kept.</summary>
public sealed class HierSampleTransformer : BatchedTransformer
{
    internal static readonly ComponentSignature Signature = new("HierSample", "HVQSAMPL", Assembly.GetExecutingAssembly());

    private readonly HierSampleOptions _options;
    private readonly SharedPrior? _own;
    private readonly bool _owned;

    internal HierSampleTransformer(IHostEnvironment environment, HierSampleOptions options, SharedPrior? own, bool owned) : base(environment, Signature.Loader)
    {
        _options = options;
        _own = own;
        _owned = owned;
    }

    internal SharedPrior? Own => _own;

    internal override BatchBinding Bind(DataViewSchema input) => new SampleBinding(input, _options, _own ?? PriorColumn.Find(input));

    private protected override void SaveModel(ModelSaveContext ctx) =>
        ModelZip.Save(ctx, Signature, new Saved(_options, _own is null ? null : SavedPrior.Of(_own)), _own?.Prior.Module);

    private protected override void DisposeModel()
    {
        if (_owned)
            _own!.Dispose();
    }

    // Found by ML.NET's loader through the attribute above.
    private static HierSampleTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Saved saved = ModelZip.LoadOptions<Saved>(ctx, Signature);
        ModelZip.Create(ctx, () =>
        {
            ArgumentNullException.ThrowIfNull(saved.Options);
            saved.Options.Validate();
            return saved;
        });
        return new HierSampleTransformer(env, saved.Options, saved.Prior?.Load(env, ctx), owned: saved.Prior is not null);
    }

    /// <summary>What <c>options.json</c> holds: the prior only where it was given.</summary>
    private sealed record Saved(HierSampleOptions Options, SavedPrior? Prior);
}
