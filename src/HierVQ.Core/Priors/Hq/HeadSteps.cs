using HierVQ.Layers;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>The <see cref="HeadTransformer"/> with libtorch: the slots of a group at a time, with the keys and values of those before.</summary>
internal sealed class HeadSteps : IDisposable
{
    private readonly HeadTransformer _head;
    private readonly CachedStack _blocks;
    private readonly Read[][] _reads; // of each group

    /// <param name="head">The head.</param>
    /// <param name="draws">Its draws.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="maxRows">Most rows.</param>
    public HeadSteps(HeadTransformer head, IReadOnlyList<HeadDraw> draws, Device device, int maxRows)
    {
        _head = head;
        _blocks = new CachedStack(head.Blocks, head.Head.Groups.Sum(), maxRows);
        _reads = [.. head.Head.Groups.Select((count, group) => Reads(Enumerable.Range(FirstSlot(group), count), draws, device))];
    }

    /// <summary>Runs the blocks over the slots of a group; all groups before have been run, and their codes drawn.</summary>
    /// <param name="group">The group.</param>
    /// <param name="hidden">What the main transformer says, (1, N, d).</param>
    /// <param name="codes">The codes of a draw, (N, codes).</param>
    /// <returns>(slots of the group, N, d).</returns>
    public Tensor Run(int group, Tensor hidden, Func<int, Tensor> codes)
    {
        int first = FirstSlot(group), count = _head.Head.Groups[group], after = Math.Max(first, 1); // slot 0 has no position
        Tensor x = _head.Head.Positions.narrow(0, after - 1, first + count - after).unsqueeze(1).expand(-1, hidden.size(1), -1); // (slots, N, d)
        foreach (Read read in _reads[group])
            x = x.add(_head.Tables.Look(read.Level, codes(read.Draw).index_select(1, read.Columns).t()));
        if (first == 0)
            x = cat([hidden.add(_head.Start), x]);
        return _blocks.Forward(x, first, causal: false);
    }

    /// <summary>The logits of a draw, (codes, N, K), from what its group gave.</summary>
    public Tensor Logits(Tensor slots, HeadDraw draw) =>
        _head.Outputs[draw.Level].call(_head.Norms[draw.Level].call(slots.narrow(0, draw.First - FirstSlot(draw.Group), draw.Count)));

    public void Dispose()
    {
        _blocks.Dispose();
        foreach (Read read in _reads.SelectMany(reads => reads))
            read.Columns.Dispose();
    }

    private int FirstSlot(int group) => _head.Head.Groups.Take(group).Sum();

    // Every slot of a group reads as many codes, the n-th of each slot in one draw.
    private Read[] Reads(IEnumerable<int> slots, IReadOnlyList<HeadDraw> draws, Device device)
    {
        IReadOnlyList<int>[] codes = [.. slots.Where(slot => slot > 0).Select(_head.Head.Reads)];
        return [.. Enumerable.Range(0, codes.Length == 0 ? 0 : codes[0].Count).Select(n =>
        {
            int[] read = [.. codes.Select(of => of[n])];
            int draw = draws.Index().Last(before => before.Item.First <= read[0]).Index;
            return new Read(draws[draw].Level, draw, tensor(read.Select(slot => (long)slot - draws[draw].First).ToArray(), device: device).DetachFromDisposeScope());
        })];
    }

    /// <summary>A code that each slot of a group reads.</summary>
    private sealed record Read(int Level, int Draw, Tensor Columns);
}
