using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests;

/// <summary>What every component must keep: schemas that agree, and values that survive saving.</summary>
internal static class Conformance
{
    /// <summary>Fits, transforms, saves, loads and saves again.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="estimator">The component, or a pipeline with it.</param>
    /// <param name="data">What it is fitted to and then transforms.</param>
    /// <param name="columns">Columns whose values are compared.</param>
    public static void Check(MLContext ml, IEstimator<ITransformer> estimator, IDataView data, params string[] columns) => Check(ml, estimator, data, data, columns);

    /// <summary>The same with other rows to transform than to fit.</summary>
    public static void Check(MLContext ml, IEstimator<ITransformer> estimator, IDataView training, IDataView data, params string[] columns)
    {
        SchemaShape promised = estimator.GetOutputSchema(SchemaShape.Create(training.Schema));
        ITransformer fitted = estimator.Fit(training);
        try
        {
            DataViewSchema schema = fitted.GetOutputSchema(data.Schema);
            AssertSame(promised, SchemaShape.Create(schema));
            IDataView scored = fitted.Transform(data);
            Assert.AreEqual(Text(schema), Text(scored.Schema));
            List<string> rows = Rows.Read(scored, columns);

            byte[] first = Save(ml, fitted, data.Schema);
            ITransformer loaded = Load(ml, first);
            ITransformer again = Load(ml, first);
            try
            {
                CollectionAssert.AreEqual(rows, Rows.Read(loaded.Transform(data), columns), "after loading");
                CollectionAssert.AreEqual(rows, Rows.Read(again.Transform(data), columns), "after loading a second time");
                byte[] second = Save(ml, loaded, data.Schema);
                CollectionAssert.AreEqual(Entries(first), Entries(second));
                ITransformer third = Load(ml, second);
                CollectionAssert.AreEqual(rows, Rows.Read(third.Transform(data), columns), "after saving again");
                ((IDisposable)third).Dispose();
            }
            finally
            {
                ((IDisposable)loaded).Dispose();
                ((IDisposable)again).Dispose();
            }
        }
        finally
        {
            ((IDisposable)fitted).Dispose();
        }
    }

    public static byte[] Save(MLContext ml, ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    public static ITransformer Load(MLContext ml, byte[] zip)
    {
        using var stream = new MemoryStream(zip);
        return ml.Model.Load(stream, out _);
    }

    /// <summary>The entries of a zip, as name and content.</summary>
    public static List<string> Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(entry => $"{entry.FullName} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Content(entry)))}")];
    }

    public static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>A zip with the content of one entry changed.</summary>
    public static byte[] Change(byte[] zip, string nameEnd, Func<byte[], byte[]?> change)
    {
        using var stream = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(zip)))
        using (var target = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            bool found = false;
            foreach (ZipArchiveEntry entry in source.Entries)
            {
                byte[]? content = Content(entry);
                if (entry.FullName.EndsWith(nameEnd, StringComparison.Ordinal))
                {
                    found = true;
                    content = change(content);
                }
                if (content is null)
                    continue;
                using Stream copy = target.CreateEntry(entry.FullName).Open();
                copy.Write(content);
            }
            Assert.IsTrue(found, $"no entry {nameEnd}");
        }
        return stream.ToArray();
    }

    /// <summary>The innermost exception: ML.NET wraps what a component throws while it loads.</summary>
    public static Exception Root(Exception exception) => exception.InnerException is { } inner ? Root(inner) : exception;

    private static void AssertSame(SchemaShape promised, SchemaShape actual) =>
        CollectionAssert.AreEqual(promised.Select(Text).Order().ToList(), actual.Select(Text).Order().ToList());

    private static string Text(SchemaShape.Column column) =>
        $"{column.Name}: {column.Kind} {column.ItemType} {column.IsKey} [{string.Join("; ", column.Annotations.Select(Text).Order())}]";

    private static string Text(DataViewSchema schema) => string.Join("\n", schema.Select(column => $"{column.Index} {column.Name} {column.Type} {column.IsHidden}"));
}
