using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Generation;

/// <summary>A user's classifier, asked for the probability of one label.</summary>
internal sealed class ImageClassifier(MLContext context, RejectionOptions options, string label)
{
    private static readonly ColumnRule ScoreRule = new("the probabilities of labels (Vector<Single>)", form => form is { IsVector: true, IsKey: false } && form.Item == typeof(float));

    /// <summary>Checks that the classifier reads images of a size and knows the label, without any image.</summary>
    /// <param name="size">Height and width of the images in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The classifier lacks a column, or it holds something else.</exception>
    /// <exception cref="ArgumentException">The classifier does not know the label, or does not say which label is which.</exception>
    public void Check(int size) => Find(Scored([], size).Schema);

    /// <summary>The probability of the label for each image.</summary>
    /// <exception cref="InvalidOperationException">The classifier gives no number for an image, or another number of rows.</exception>
    public float[] Probabilities(IReadOnlyList<GeneratedImage> images)
    {
        // Fresh copies: some transforms dispose the images that they were lent.
        Row[] rows = [.. images.Select(image => new Row { Image = image.ToMLImage(), Label = label })];
        try
        {
            return Read(Scored(rows, images[0].Height), images.Count);
        }
        finally
        {
            foreach (Row row in rows)
                row.Image.Dispose();
        }
    }

    private IDataView Scored(Row[] rows, int size)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Image)].ColumnType = new ImageDataViewType(size, size);
        SchemaDefinition.Column image = definition[nameof(Row.Image)], text = definition[nameof(Row.Label)];
        (image.ColumnName, text.ColumnName) = (options.ImageColumnName, options.LabelColumnName);
        return options.Classifier.Transform(context.Data.LoadFromEnumerable(rows, definition));
    }

    private float[] Read(IDataView scored, int count)
    {
        (DataViewSchema.Column score, int slot) = Find(scored.Schema);
        float[] probabilities = new float[count];
        using DataViewRowCursor cursor = scored.GetRowCursor([score]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(score);
        VBuffer<float> scores = default;
        int row = 0;
        for (; cursor.MoveNext(); row++)
        {
            getter(ref scores);
            if (row == count || slot >= scores.Length || float.IsNaN(scores.GetItemOrDefault(slot)))
                throw new InvalidOperationException($"Row {row}, column '{score.Name}' of the classifier: {(row == count ? "there are more rows than images" : $"label '{label}' has no probability among {scores.Length}")}; it must give a number a label for each image.");
            probabilities[row] = scores.GetItemOrDefault(slot);
        }
        return row == count ? probabilities : throw new InvalidOperationException($"The classifier gives {row} rows for {count} images; it must give one for each.");
    }

    private (DataViewSchema.Column Score, int Slot) Find(DataViewSchema schema)
    {
        DataViewSchema.Column score = SchemaCheck.Find(schema, options.ScoreColumnName, ScoreRule);
        return (score, Slot(schema, score));
    }

    private int Slot(DataViewSchema schema, DataViewSchema.Column score)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (score.HasSlotNames())
            score.GetSlotNames(ref names);
        else if (schema.GetColumnOrNull(options.PredictedLabelColumnName) is { Type: KeyDataViewType } predicted && predicted.HasKeyValues())
            return Find(LabelColumn.Names(predicted));
        else
            throw new ArgumentException($"Column '{score.Name}' of the classifier has no slot names, and column '{options.PredictedLabelColumnName}' no key values: nothing says which probability is whose. Map keys back after the classifier into another column, and leave the predicted label a key.", nameof(RejectionOptions.Classifier));
        return Find([.. names.DenseValues().Select(name => name.ToString())]);
    }

    private int Find(string[] names)
    {
        int slot = Array.IndexOf(names, label);
        return slot >= 0 ? slot : throw new ArgumentException($"The classifier does not know the label '{label}'. Its labels are: {string.Join(", ", names.Take(20))}{(names.Length > 20 ? $" and {names.Length - 20} more" : "")}.", nameof(RejectionOptions.Label));
    }

    private sealed class Row
    {
        // What makes ML.NET know the type; the images' real size is said where rows are made.
        [ImageType(1, 1)]
        public MLImage Image { get; set; } = null!;
        public string Label { get; set; } = "";
    }
}
