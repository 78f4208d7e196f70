namespace TorchSharp;

public static partial class torch
{
    /// <summary>What stands for one dimension in an indexer.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Single,
            Null,
            Ellipsis,
            Bool,
            Tensor,
            Slice,
        }

        internal Kind Is;
        internal long? Start;
        internal long? Stop;
        internal long? Step;
        internal Tensor? Values;

        public static TensorIndex Ellipsis = new() { Is = Kind.Ellipsis };

        public static TensorIndex None = new() { Is = Kind.None };

        public static TensorIndex Null = new() { Is = Kind.Null };

        public static TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Is = Kind.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);

        public static TensorIndex Bool(bool value) => new() { Is = Kind.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { Is = Kind.Single, Start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { Is = Kind.Tensor, Values = tensor };

        /// <summary>Never runs: it tells the compiler which indexer to take.</summary>
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("An index does not become a tensor.");

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
    }
}
