using HierVQ.Codes;
using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Rq;

/// <summary>A copy of the code vectors of a tokenizer with one level: one codebook that all depths share, or one a depth.</summary>
internal sealed class DepthCodebooks : IDisposable
{
    /// <param name="tokenizer">The tokenizer; it is not kept.</param>
    /// <param name="layout">The codes that it must give.</param>
    /// <param name="device">Where the copy lives.</param>
    /// <exception cref="ArgumentException">The tokenizer gives other codes.</exception>
    public DepthCodebooks(ITokenizer tokenizer, CodeLayout layout, Device device)
    {
        if (!tokenizer.Layout.Equals(layout))
            throw new ArgumentException($"The tokenizer's codes are {tokenizer.Layout}; the prior models {layout}.", nameof(tokenizer));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor[] tables = [.. Enumerable.Range(0, layout[0].Depth).Select(depth => tokenizer.Codebook(0, depth).detach())];
        Sizes = [.. tables.Select(table => (int)table.size(0))];
        VectorSize = (int)tables[0].size(1);
        bool shared = tables.All(table => table.size(0) == tables[0].size(0) && table.eq(tables[0]).all().item<bool>());
        Rows = new DepthRows(Sizes, shared, device);
        Vectors = cat(shared ? [tables[0]] : tables, 0).to(device).DetachFromDisposeScope();
    }

    /// <summary>Codes of each depth.</summary>
    public int[] Sizes { get; }

    /// <summary>Length of a code vector, E.</summary>
    public int VectorSize { get; }

    /// <summary>Which rows of <see cref="Vectors"/> are a depth's.</summary>
    public DepthRows Rows { get; }

    /// <summary>All code vectors, (rows, E).</summary>
    public Tensor Vectors { get; }

    public void Dispose()
    {
        Rows.Dispose();
        Vectors.Dispose();
    }
}
