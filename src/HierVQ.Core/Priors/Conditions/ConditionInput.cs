using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>
/// Conditions as a prior's tables take them: checked, some rows without theirs in training, and 'none' as one more entry of each table.
/// </summary>
internal sealed class ConditionInput
{
    private readonly double _dropout;
    private readonly int[] _offsets;

    /// <param name="shape">What the prior is told.</param>
    /// <param name="dropout">Chance that a training row goes without.</param>
    public ConditionInput(ConditionShape shape, double dropout)
    {
        (Shape, _dropout) = (shape, dropout);
        _offsets = [.. Enumerable.Range(0, shape.Parts.Count).Select(shape.Offset)];
    }

    /// <summary>What the prior is told.</summary>
    public ConditionShape Shape { get; }

    /// <summary>Whether a row may go without.</summary>
    public bool CanBeNone => _dropout > 0 || !Shape.Parts.Any(part => part.CanBeDropped);

    /// <summary>Whether there is something to go without: then a row with its condition can be compared to the same row without.</summary>
    public bool CanGuide => _dropout > 0 && Shape.Parts.Any(part => part.CanBeDropped);

    /// <summary>Entries of a part's table: its vocabulary, and one more for none where there can be none.</summary>
    public int TableRows(ConditionPart part) => part.Vocabulary + (_dropout > 0 && part.CanBeDropped ? 1 : 0);

    /// <summary>The same where the part is a class: (classes, and one more for none); 1 without classes.</summary>
    public int ClassRows => Shape.Classes == 0 ? 1 : TableRows(Shape.Parts.First(part => part.Kind == ConditionKind.Class));

    /// <summary>Entries of the tables for rows on any device.</summary>
    /// <param name="conditions">(N, length) Int64, -1 in all of a part for none; null where no row has a condition.</param>
    /// <param name="rows">N.</param>
    /// <param name="device">Where the result lives.</param>
    /// <param name="dropout">In training, where to draw which rows go without; else null.</param>
    /// <returns>(N, length) Int64.</returns>
    /// <exception cref="ArgumentException">The shape or type is another, a number is unknown, or a part is missing where the prior needs it.</exception>
    public Tensor Rows(Tensor? conditions, long rows, Device device, Generator? dropout = null)
    {
        if (Shape.Length == 0)
        {
            if (conditions is not null && conditions.numel() > 0)
                throw new ArgumentException($"The model has no condition, and one was given, of shape ({string.Join(", ", conditions.shape)}); leave it null.", nameof(conditions));
            return zeros([rows, 0], ScalarType.Int64, device);
        }
        conditions ??= full([rows, Shape.Length], -1, ScalarType.Int64, device);
        Check(conditions, rows);
        // In a part that may be absent -1 becomes the entry behind the vocabulary.
        Tensor entries = cat([.. Shape.Parts.Select((part, i) => Entries(conditions.narrow(1, _offsets[i], part.Length), part))], 1);
        if (dropout is null || _dropout == 0)
            return entries;
        Tensor dropped = rand([rows, 1], device: device, generator: dropout).lt(_dropout); // (N, 1): all parts of a row together
        return cat([.. Shape.Parts.Select((part, i) => Dropped(entries.narrow(1, _offsets[i], part.Length), part, dropped))], 1);
    }

    /// <summary>The same for one row in memory.</summary>
    /// <param name="condition">Numbers of the row; empty for none.</param>
    /// <param name="entries">Where its entries go.</param>
    /// <param name="without">Whether to leave out every part that can be absent.</param>
    /// <exception cref="ArgumentException">A number is unknown, or a part is missing where the prior needs it.</exception>
    public void Row(ReadOnlySpan<int> condition, Span<int> entries, bool without = false)
    {
        if (Problem(condition, entries, without) is { } problem)
            throw new ArgumentException(problem, nameof(condition));
    }

    /// <summary>The same, which says what is wrong instead of throwing; null where nothing is.</summary>
    public string? Problem(ReadOnlySpan<int> condition, Span<int> entries, bool without = false)
    {
        for (int i = 0; i < Shape.Parts.Count; i++)
        {
            ConditionPart part = Shape.Parts[i];
            Span<int> of = entries.Slice(_offsets[i], part.Length);
            bool none = condition.IsEmpty || condition.Slice(_offsets[i], part.Length).IndexOfAnyExcept(-1) < 0;
            if (!none)
            {
                condition.Slice(_offsets[i], part.Length).CopyTo(of);
                if (of.IndexOfAnyExceptInRange(0, part.Vocabulary - 1) is int wrong and >= 0)
                    return Unknown(part, of[wrong]);
            }
            else if (!part.CanBeDropped || _dropout == 0)
            {
                return Missing(part);
            }
            if (none || (without && part.CanBeDropped))
                of.Fill(part.Vocabulary);
        }
        return null;
    }

    private Tensor Entries(Tensor numbers, ConditionPart part) =>
        part.CanBeDropped && _dropout > 0 ? numbers.remainder(part.Vocabulary + 1) : numbers;

    private static Tensor Dropped(Tensor entries, ConditionPart part, Tensor dropped) =>
        part.CanBeDropped ? entries.masked_fill(dropped, part.Vocabulary) : entries;

    private void Check(Tensor conditions, long rows)
    {
        if (conditions.dtype != ScalarType.Int64 || conditions.dim() != 2 || conditions.size(0) != rows || conditions.size(1) != Shape.Length)
            throw new ArgumentException($"Conditions must be Int64 of shape ({rows}, {Shape.Length}), one row for each row of codes, for {Shape}; got {conditions.dtype} [{string.Join(", ", conditions.shape)}].", nameof(conditions));
        // Elsewhere reading the numbers would wait for the device; there, whoever made the batch has checked them.
        if (conditions.device_type != DeviceType.CPU || rows == 0)
            return;
        for (int i = 0; i < Shape.Parts.Count; i++)
        {
            ConditionPart part = Shape.Parts[i];
            using Tensor of = conditions.narrow(1, _offsets[i], part.Length), least = of.min(), most = of.max();
            if (most.item<long>() >= part.Vocabulary)
                throw Wrong(Unknown(part, most.item<long>()));
            if (least.item<long>() >= 0)
                continue;
            if (least.item<long>() < -1)
                throw Wrong(Unknown(part, least.item<long>()));
            using Tensor holes = of.lt(0), any = holes.any(1), all = holes.all(1), half = any.ne(all), some = half.any();
            if (some.item<bool>())
                throw Wrong(Unknown(part, -1));
            if (!part.CanBeDropped || _dropout == 0)
                throw Wrong(Missing(part));
        }
    }

    private static ArgumentException Wrong(string problem) => new(problem, "conditions");

    private static string Unknown(ConditionPart part, long value) => part.Kind == ConditionKind.Class
        ? $"Class {value} was asked for; the model knows 0 to {part.Vocabulary - 1}, and -1 for none where it was trained with condition dropout."
        : $"A condition holds the number {value}; the model is told {part}, numbers from 0 to {part.Vocabulary - 1} (or -1 in all of them for none, where it was trained with condition dropout).";

    private static string Missing(ConditionPart part) => part.Kind == ConditionKind.Class
        ? $"A row has no class, but the model was trained without condition dropout and needs one of 0 to {part.Vocabulary - 1}; set ConditionDropout above 0 in training to do without."
        : $"A row has no condition ({part}), but the model {(part.CanBeDropped ? "was trained without condition dropout and needs one; set ConditionDropout above 0 in training to do without" : "always needs it")}.";
}
