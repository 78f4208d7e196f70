using System.Collections;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Modules of one kind in a row, registered as 0, 1, 2 and so on, as checkpoints name them.</summary>
internal sealed class Numbered<T> : nn.Module, IReadOnlyList<T> where T : nn.Module
{
    private readonly T[] _modules;

    public Numbered(params IEnumerable<T> modules) : base(nameof(Numbered<>))
    {
        _modules = [.. modules];
        for (int i = 0; i < _modules.Length; i++)
            register_module(i.ToString(), _modules[i]);
    }

    public int Count => _modules.Length;

    public T this[int index] => _modules[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_modules).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
