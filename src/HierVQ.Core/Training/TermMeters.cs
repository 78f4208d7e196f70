using HierVQ.Tokenizers;
using static TorchSharp.torch;

namespace HierVQ.Training;

/// <summary>Means of the named terms of losses, in the order in which they first came.</summary>
internal sealed class TermMeters(Device device) : IDisposable
{
    private readonly OrderedDictionary<string, LossMeter> _meters = [];

    /// <summary>Adds terms.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="count">How many images they are means of.</param>
    public void Add(IEnumerable<LossTerm> terms, int count)
    {
        foreach (LossTerm term in terms)
        {
            if (!_meters.TryGetValue(term.Name, out LossMeter? meter))
                _meters.Add(term.Name, meter = new LossMeter(device));
            meter.Add(term.Value, count);
        }
    }

    /// <summary>The means since the last time, of those terms that came, and starts again.</summary>
    public IReadOnlyDictionary<string, double> Read()
    {
        var means = new OrderedDictionary<string, double>();
        foreach ((string name, LossMeter meter) in _meters)
        {
            if (!meter.IsEmpty)
                means.Add(name, meter.Read());
        }
        return means;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LossMeter meter in _meters.Values)
            meter.Dispose();
    }
}
