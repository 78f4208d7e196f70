using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>Labels of rows as classes of a prior. Where the prior knows no such label, the row is unconditional if the prior can, else an error.</summary>
internal sealed class ClassReader(DataViewRow row, LabelColumn labels, LabelVocabulary vocabulary, bool canBeUnconditional)
{
    private readonly LabelColumn.Reader _label = labels.Read(row);

    /// <exception cref="BadValueException">Training never saw the row's label, and the prior needs one.</exception>
    public int Read()
    {
        ReadOnlyMemory<char> label = _label();
        int index = label.IsEmpty ? -1 : vocabulary.ClassOf(label.Span);
        if (index >= 0 || canBeUnconditional)
            return index;
        throw new BadValueException(labels.Column.Name,
            $"{(label.IsEmpty ? "there is no label" : $"training never saw the label '{label}'")}, and the prior needs one: it was trained without ConditionDropout. The labels are: {vocabulary.Listed}.");
    }
}
