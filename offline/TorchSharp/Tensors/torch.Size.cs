using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The sizes of a tensor's dimensions, as a value.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[] _sizes;

        public Size(long[] shape) => _sizes = shape;

        public Size(int[] shape) => _sizes = Array.ConvertAll(shape, n => (long)n);

        public Size(IEnumerable<long> shape) => _sizes = [.. shape];

        public Size(long size) => _sizes = [size];

        public Size(int size) => _sizes = [size];

        public Size((long, long) size) => _sizes = [size.Item1, size.Item2];

        public Size((int, int) size) => _sizes = [size.Item1, size.Item2];

        public readonly long[] Shape => _sizes;

        public readonly int Length => _sizes.Length;

        public readonly bool IsEmpty => _sizes.Length == 0;

        public readonly bool IsScalar => _sizes.Length == 0;

        public readonly long this[int idx] => _sizes[idx];

        public readonly long this[long idx] => _sizes[idx];

        public readonly long numel() => _sizes.TotalSize();

        public readonly IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)_sizes).GetEnumerator();

        readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override readonly bool Equals(object? obj) => obj is Size other && _sizes.AsSpan().SequenceEqual(other._sizes);

        public override readonly int GetHashCode()
        {
            var hash = new HashCode();
            foreach (long size in _sizes)
                hash.Add(size);
            return hash.ToHashCode();
        }

        public static implicit operator Size(long size) => new(size);

        public static implicit operator Size(long[] size) => new(size);

        public static implicit operator Size((long, long) size) => new(size);

        public static bool operator ==(Size left, Size right) => left.Equals(right);

        public static bool operator !=(Size left, Size right) => !left.Equals(right);
    }
}
