using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Modules one after the other.</summary>
internal static class Chain
{
    /// <summary>
    /// Calls each module, null ones left out, with what the one before it gave. What lies between two of them is disposed as soon as the
    /// second has used it, not at the end of the step: what no gradient needs makes room at once, in memory that the caches still hold.
    /// </summary>
    public static Tensor Call(Tensor input, params IEnumerable<nn.Module<Tensor, Tensor>?> modules)
    {
        Tensor hidden = input;
        foreach (nn.Module<Tensor, Tensor>? module in modules)
        {
            if (module is null)
                continue;
            Tensor next = module.call(hidden);
            if (!ReferenceEquals(hidden, input) && !ReferenceEquals(hidden, next))
                hidden.Dispose();
            hidden = next;
        }
        return hidden;
    }
}
