using System.Collections;

namespace HierVQ.Serialization;

/// <summary>A dictionary of a PyTorch file (<c>dict</c> or <c>OrderedDict</c>; a program's settings, <c>argparse.Namespace</c>), in its own order. Keys are texts, whole numbers, numbers, truth values or null.</summary>
public sealed class TorchDictionary : IReadOnlyCollection<KeyValuePair<object?, object?>>
{
    // Only names are looked up; a table of numbers that a stranger chose could be made slow on purpose.
    private readonly Dictionary<string, object?> _named = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<object?, object?>> _pairs = [];

    /// <summary>Whether it stands for an object of settings, whose attributes are its entries.</summary>
    internal bool HoldsSettings { get; init; }

    /// <summary>Number of its entries.</summary>
    public int Count => _pairs.Count;

    /// <summary>The value of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">Its value: null, <see cref="bool"/>, <see cref="long"/>, <see cref="System.Numerics.BigInteger"/>, <see cref="double"/>, <see cref="string"/>,
    /// a list of such, a <see cref="TorchDictionary"/> or a <see cref="TorchTensor"/>.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryGetValue(string name, out object? value) => _named.TryGetValue(name, out value);

    /// <summary>The value of a name.</summary>
    /// <exception cref="KeyNotFoundException">It is not there.</exception>
    public object? this[string name] => _named[name];

    /// <summary>Adds an entry; false if the name is there already.</summary>
    internal bool TryAdd(object? key, object? value)
    {
        if (key is string name && !_named.TryAdd(name, value))
            return false;
        _pairs.Add(new(key, value));
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<object?, object?>> GetEnumerator() => _pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
