using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>Rows out of text.</summary>
[TestClass]
public sealed class TextLoaderTests
{
    private static readonly MLContext Ml = new(seed: 1);

    [TestMethod]
    public void Fields_become_the_members_that_name_them()
    {
        string path = Write("name,x,y,label\n\"a, b\",1.5,-2,3\nplain,,1e3,9\n");
        try
        {
            IDataView data = Ml.Data.LoadFromTextFile<Point>(path, separatorChar: ',', hasHeader: true, allowQuoting: true);

            Point[] points = [.. Ml.Data.CreateEnumerable<Point>(data, reuseRowObject: false)];
            Assert.AreEqual("a, b", points[0].Name);
            CollectionAssert.AreEqual(new[] { 1.5f, -2f }, points[0].Place);
            CollectionAssert.AreEqual(new[] { 0f, 1000f }, points[1].Place);
            CollectionAssert.AreEqual(new uint[] { 4, 0 }, data.GetColumn<uint>("Label").ToArray());
            VBuffer<ReadOnlyMemory<char>> names = default;
            data.Schema["Place"].GetSlotNames(ref names);
            CollectionAssert.AreEqual(new[] { "x", "y" }, names.DenseValues().Select(n => n.ToString()).ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void A_loader_reads_any_file_of_its_form_and_survives_saving()
    {
        string path = Write("1\tone\n2\ttwo\n");
        try
        {
            TextLoader loader = Ml.Data.CreateTextLoader([new("Number", DataKind.Int32, 0), new("Word", DataKind.String, 1)]);
            using var stream = new MemoryStream();
            Ml.Model.Save(Ml.Transforms.CopyColumns("Copy", "Number").Fit(loader.Load(path)), loader, stream);
            stream.Position = 0;

            ITransformer model = Ml.Model.LoadWithDataLoader(stream, out IDataLoader<IMultiStreamSource> loaded);

            CollectionAssert.AreEqual(new[] { 1, 2 }, model.Transform(loaded.Load(path)).GetColumn<int>("Copy").ToArray());
            CollectionAssert.AreEqual(new[] { "one", "two" }, loaded.Load(path).GetColumn<string>("Word").ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void A_missing_file_and_a_member_without_its_field_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Data.LoadFromTextFile<Point>(Path.Combine(Path.GetTempPath(), "no such file.csv")));
        Assert.Throws<InvalidOperationException>(() => Ml.Data.CreateTextLoader<SampleRow>());
    }

    private static string Write(string text)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        return path;
    }

    private sealed class Point
    {
        [LoadColumn(0)]
        public string Name { get; set; } = "";

        [LoadColumn(1, 2)]
        [VectorType(2)]
        public float[] Place { get; set; } = [];

        [LoadColumn(3)]
        [KeyType(5)]
        public uint Label { get; set; }
    }
}
