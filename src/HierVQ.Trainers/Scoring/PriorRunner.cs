using System.Runtime.InteropServices;
using HierVQ.Priors;
using HierVQ.Transforms;
using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Trainers;

/// <summary>Codes to bits, a batch at a time.</summary>
internal sealed class PriorRunner : BatchRunner
{
    private readonly DataViewRow _row;
    private readonly DataViewSchema.Column _column;
    private readonly ConditionColumns _conditions;
    private readonly SharedPrior _shared;
    private readonly int _capacity;
    private readonly float[] _scores;
    private readonly bool[] _missing;
    private readonly VectorOutput<float> _bits;

    public PriorRunner(DataViewRow row, DataViewSchema.Column column, ConditionColumns conditions, SharedPrior prior, int capacity)
    {
        (_row, _column, _conditions, _shared, _capacity) = (row, column, conditions, prior, capacity);
        _scores = new float[capacity];
        _missing = new bool[capacity];
        _bits = new VectorOutput<float>(capacity, prior.Prior.Layout.TotalCodes);
    }

    public override BatchInput CreateInput() => new PriorInput(_row, _column, _conditions, _shared, _capacity);

    public override void Run(BatchInput input, int count)
    {
        var rows = (PriorInput)input;
        IPrior prior = _shared.Prior;
        int total = prior.Layout.TotalCodes;
        long[] codes = new long[count * total];
        for (int slot = 0; slot < count; slot++)
        {
            ReadOnlySpan<int> row = rows.Codes.Row(slot);
            _missing[slot] = row.Contains(-1);
            if (_missing[slot])
                continue;
            for (int i = 0; i < total; i++)
                codes[(slot * total) + i] = row[i];
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor batch = tensor(codes, count, total).to(prior.Device); // (N, TotalCodes)
        Tensor? conditions = Conditions(rows.Conditions(count), count); // (N, Length)
        Tensor nats = prior.NegativeLogLikelihood(batch, conditions).cpu().contiguous(); // (N, TotalCodes)
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(nats.bytes);
        const double BitsPerNat = 1.4426950408889634; // 1 / ln 2
        for (int slot = 0; slot < count; slot++)
        {
            Span<float> bits = _bits.Row(slot);
            if (_missing[slot])
            {
                bits.Fill(float.NaN);
                _scores[slot] = float.NaN;
                continue;
            }
            double sum = 0;
            for (int i = 0; i < total; i++)
            {
                double value = values[(slot * total) + i] * BitsPerNat;
                bits[i] = (float)value;
                sum += value;
            }
            _scores[slot] = (float)(sum / total);
        }
    }

    public override Delegate Getter(int output, RowPointer at) => output == 0
        ? (ValueGetter<float>)((ref float value) => value = _scores[at.Slot])
        : _bits.Getter(at);

    private Tensor? Conditions(ReadOnlySpan<int> numbers, int count) => numbers.IsEmpty
        ? null
        : tensor(Array.ConvertAll(numbers.ToArray(), number => (long)number), count, numbers.Length / count).to(_shared.Prior.Device);
}
