using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Rq;

/// <summary>
/// The condition as RQ-Transformer reads it: a sequence before the codes, every integer of which is a row of one table, that of a part after that of
/// another. Without a condition the sequence is one start token.
/// </summary>
internal sealed class RqCondition : IDisposable
{
    private readonly ConditionInput _input;
    private readonly Device _device;
    private readonly Tensor _offsetsOnDevice; // (C, 1) Int64

    public RqCondition(ConditionInput input, Device device)
    {
        (_input, _device) = (input, device);
        ConditionShape shape = input.Shape;
        Length = Math.Max(1, shape.Length);
        Offsets = new int[Length];
        int place = 0;
        foreach (ConditionPart part in shape.Parts)
        {
            if (part.Kind == ConditionKind.Tokens)
                (TextStart, TextLength, TextVocabulary) = (place, part.Length, part.Vocabulary);
            Array.Fill(Offsets, TableRows, place, part.Length);
            TableRows += _input.TableRows(part);
            place += part.Length;
        }
        TableRows = Math.Max(1, TableRows);
        _offsetsOnDevice = tensor([.. Offsets.Select(offset => (long)offset)], [Length, 1], device: device).DetachFromDisposeScope();
    }

    /// <summary>Checks, and the entries of each part's own table.</summary>
    public ConditionInput Input => _input;

    /// <summary>For each place the row of the table where its part begins.</summary>
    public int[] Offsets { get; }

    /// <summary>Places of the sequence, C: at least 1.</summary>
    public int Length { get; }

    /// <summary>Rows of the table.</summary>
    public int TableRows { get; }

    /// <summary>Place of the text's first token.</summary>
    public int TextStart { get; }

    /// <summary>Tokens of the text; 0 where there is none.</summary>
    public int TextLength { get; }

    /// <summary>Tokens that there are.</summary>
    public int TextVocabulary { get; }

    /// <summary>Rows of the table for conditions, (C, N); see <see cref="ConditionInput.Rows"/>.</summary>
    public Tensor Rows(Tensor? conditions, long rows, Generator? dropout) => Rows(_input.Rows(conditions, rows, _device, dropout));

    /// <summary>Rows of the table, (C, N), for entries of each part's own (N, length of the condition).</summary>
    public Tensor Rows(Tensor entries) => _input.Shape.Length == 0 ? zeros([1, entries.size(0)], ScalarType.Int64, _device) : entries.t().add(_offsetsOnDevice);

    /// <summary>The text's tokens (L, N), its vocabulary's size for none, in rows of the table (C, N).</summary>
    public Tensor TextTokens(Tensor rows) => rows.narrow(0, TextStart, TextLength).sub(_offsetsOnDevice.narrow(0, TextStart, 1));

    public void Dispose() => _offsetsOnDevice.Dispose();
}
