using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests;

/// <summary>A component whose network doubles a number, and counts how often it runs.</summary>
internal sealed class CountingBinding(DataViewSchema schema, int batchSize, bool readsAhead) : BatchBinding(
    schema, [schema["Number"]], [new OutputColumn("Doubled", NumberDataViewType.Int32), new OutputColumn("Twice", new VectorDataViewType(NumberDataViewType.Int32, 2))], batchSize)
{
    public List<int> Runs { get; } = [];

    public int Starts { get; private set; }

    public int Disposed { get; private set; }

    /// <summary>A number that cannot be used.</summary>
    public int? Bad { get; init; }

    public override BatchRunner Start(DataViewRow row, bool[] active, int capacity)
    {
        Starts++;
        return new Runner(this, row, capacity);
    }

    private sealed class Runner(CountingBinding binding, DataViewRow row, int capacity) : BatchRunner
    {
        private readonly int[] _doubled = new int[capacity];
        private readonly VectorOutput<int> _twice = new(capacity, 2);

        public override bool ReadsAhead => binding.ReadsAheadOfRuns;

        public override BatchInput CreateInput() => new Input(binding, row, capacity);

        public override void Run(BatchInput input, int count)
        {
            lock (binding.Runs)
                binding.Runs.Add(count);
            for (int i = 0; i < count; i++)
            {
                _doubled[i] = 2 * ((Input)input).Numbers[i];
                _twice.Row(i).Fill(_doubled[i]);
            }
        }

        public override Delegate Getter(int output, RowPointer at) =>
            output == 0 ? (ValueGetter<int>)((ref int value) => value = _doubled[at.Slot]) : _twice.Getter(at);

        public override void Dispose() => binding.Disposed++;
    }

    private bool ReadsAheadOfRuns { get; } = readsAhead;

    private sealed class Input(CountingBinding binding, DataViewRow row, int capacity) : BatchInput
    {
        private readonly ValueGetter<int> _number = row.GetGetter<int>(row.Schema["Number"]);

        public int[] Numbers { get; } = new int[capacity];

        public override string Column => "Number";

        public override void Read(int slot) => _number(ref Numbers[slot]);

        public override int Prepare(int count, out Exception? failure, CancellationToken cancellation)
        {
            int bad = binding.Bad is { } number ? Array.IndexOf(Numbers, number, 0, count) : -1;
            failure = bad < 0 ? null : new FormatException("the number is bad.");
            return bad < 0 ? count : bad;
        }
    }
}
