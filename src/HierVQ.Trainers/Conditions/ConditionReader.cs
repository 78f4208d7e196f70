using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>Conditions of rows as the numbers that a prior takes; -1 in all of a part is none.</summary>
internal sealed class ConditionReader
{
    private readonly ConditionColumns _columns;
    private readonly ConditionSlots _slots;
    private readonly ClassLookup _classOf;
    private readonly string? _missing;
    private readonly LabelColumn.Reader? _label;
    private readonly TokensColumn.Reader? _tokens;
    private readonly CodesInput? _codes;

    /// <param name="row">Where conditions are read from.</param>
    /// <param name="columns">The columns; parts without one are left as they are.</param>
    /// <param name="slots">Where each part's numbers lie.</param>
    /// <param name="classOf">Classes of labels.</param>
    /// <param name="missing">What is said of a row without one of its parts; null where that is welcome.</param>
    public ConditionReader(DataViewRow row, ConditionColumns columns, ConditionSlots slots, ClassLookup classOf, string? missing)
    {
        (_columns, _slots, _classOf, _missing) = (columns, slots, classOf, missing);
        _label = columns.Labels?.Read(row);
        _tokens = columns.Tokens?.Read(row);
        _codes = columns.Codes?.Read(row);
    }

    /// <summary>The class of a label, -1 for an unknown one.</summary>
    public delegate int ClassLookup(ReadOnlyMemory<char> label);

    /// <summary>For a fitted prior: labels are those of training, and what is missing depends on whether it can do without.</summary>
    public static ConditionReader Of(DataViewRow row, ConditionColumns columns, SharedPrior prior)
    {
        LabelVocabulary labels = prior.Condition.Labels;
        bool optional = prior.Prior.CanBeUnconditional;
        return new ConditionReader(row, columns, prior.Condition.Slots, label =>
        {
            int index = labels.ClassOf(label.Span);
            return index >= 0 || optional ? index : throw new BadValueException(columns.Labels!.Column.Name,
                $"training never saw the label '{label}', and the prior needs one: it was trained without ConditionDropout. The labels are: {labels.Listed}.");
        }, optional ? null : "and the prior needs one: it was trained without ConditionDropout.");
    }

    /// <param name="condition">Takes the numbers of the row's parts that have a column.</param>
    /// <exception cref="BadValueException">A value cannot be used, or is missing where the prior needs it.</exception>
    public void Read(Span<int> condition)
    {
        if (_label is not null)
        {
            ReadOnlyMemory<char> label = _label();
            condition[0] = label.IsEmpty ? -1 : _classOf(label);
            if (label.IsEmpty)
                Missing("label", _columns.Labels!.Column);
        }
        if (_tokens is not null)
        {
            Span<int> tokens = _slots.TokensOf(condition);
            _tokens(tokens);
            Whole(tokens, "token", _columns.Tokens!.Column);
        }
        if (_codes is not null)
        {
            _codes.Read(0);
            Span<int> codes = _slots.CodesOf(condition);
            _codes.Row(0).CopyTo(codes);
            Whole(codes, "code", _columns.Codes!.Column);
            _columns.Codes.Check(codes);
        }
    }

    // All there, or all missing: a part by halves is nothing that a prior has seen.
    private void Whole(ReadOnlySpan<int> part, string what, DataViewSchema.Column column)
    {
        int absent = part.Count(-1);
        if (absent == part.Length)
            Missing(what, column);
        else if (absent > 0)
            throw new BadValueException(column.Name, $"{what} {part.IndexOf(-1)} of {part.Length} is missing; a condition is whole, or missing as a whole{(what == "token" ? ": give padding a token of its own" : "")}.");
    }

    private void Missing(string what, DataViewSchema.Column column)
    {
        if (_missing is not null)
            throw new BadValueException(column.Name, $"there is no {what}, {_missing}");
    }
}
