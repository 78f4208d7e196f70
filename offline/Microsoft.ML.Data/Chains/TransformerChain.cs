using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Loads chains out of models.</summary>
internal static class TransformerChain
{
    public const string LoaderSignature = "TransformerChain";

    private static TransformerChain<ITransformer> Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);
}
