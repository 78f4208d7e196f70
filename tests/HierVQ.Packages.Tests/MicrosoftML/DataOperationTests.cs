using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>Data views made of data views.</summary>
[TestClass]
public sealed class DataOperationTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private static IDataView Items(int count) => Ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new Item { Id = i, Group = $"g{i % 7}", Real = i / 10f, Vector = [i, -i] }).ToArray());

    [TestMethod]
    public void Skipping_and_taking()
    {
        IDataView data = Items(10);

        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, Ids(Ml.Data.TakeRows(data, 3)));
        CollectionAssert.AreEqual(new[] { 8, 9 }, Ids(Ml.Data.SkipRows(data, 8)));
        Assert.HasCount(0, Ids(Ml.Data.SkipRows(data, 11)));
        Assert.IsFalse(Ml.Data.TakeRows(data, 3).CanShuffle);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Data.TakeRows(data, 0));
    }

    [TestMethod]
    public void Filtering_by_a_range_takes_the_lower_bound_and_not_the_upper()
    {
        CollectionAssert.AreEqual(new[] { 2, 3, 4 }, Ids(Ml.Data.FilterRowsByColumn(Items(10), "Real", 0.2, 0.5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Data.FilterRowsByColumn(Items(10), "Group", 0, 1));
    }

    [TestMethod]
    public void A_split_covers_all_rows_and_is_the_same_each_time()
    {
        IDataView data = Items(1000);

        DataOperationsCatalog.TrainTestData split = Ml.Data.TrainTestSplit(data, testFraction: 0.2, seed: 3);
        int[] train = Ids(split.TrainSet), test = Ids(split.TestSet);

        CollectionAssert.AreEquivalent(Enumerable.Range(0, 1000).ToArray(), train.Concat(test).ToArray());
        Assert.IsTrue(test.Length is > 120 and < 280, $"{test.Length} rows of 1000 for a fifth");
        CollectionAssert.AreEqual(test, Ids(Ml.Data.TrainTestSplit(data, testFraction: 0.2, seed: 3).TestSet));
        CollectionAssert.AreEqual(data.Schema.Select(c => c.Name).ToArray(), split.TestSet.Schema.Select(c => c.Name).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Data.TrainTestSplit(data, testFraction: 1));
    }

    [TestMethod]
    public void A_split_by_a_key_keeps_a_group_together()
    {
        DataOperationsCatalog.TrainTestData split = Ml.Data.TrainTestSplit(Items(700), testFraction: 0.5, samplingKeyColumnName: "Group", seed: 1);

        string[] train = [.. split.TrainSet.GetColumn<string>("Group").Distinct()], test = [.. split.TestSet.GetColumn<string>("Group").Distinct()];
        Assert.IsEmpty(train.Intersect(test));
        Assert.AreEqual(7, train.Length + test.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Data.TrainTestSplit(Items(7), samplingKeyColumnName: "None"));
    }

    [TestMethod]
    public void Folds_test_each_row_once()
    {
        IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = Ml.Data.CrossValidationSplit(Items(300), numberOfFolds: 3, seed: 2);

        CollectionAssert.AreEquivalent(Enumerable.Range(0, 300).ToArray(), folds.SelectMany(f => Ids(f.TestSet)).ToArray());
        foreach (DataOperationsCatalog.TrainTestData fold in folds)
            CollectionAssert.AreEquivalent(Enumerable.Range(0, 300).ToArray(), Ids(fold.TestSet).Concat(Ids(fold.TrainSet)).ToArray());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    [DataRow(5000)]
    public void Shuffling_keeps_each_row_whole(int pool)
    {
        IDataView shuffled = Ml.Data.ShuffleRows(Items(200), seed: 4, shufflePoolSize: pool);

        Item[] rows = [.. Ml.Data.CreateEnumerable<Item>(shuffled, reuseRowObject: false)];
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 200).ToArray(), rows.Select(r => r.Id).ToArray());
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 200).ToArray(), rows.Select(r => r.Id).ToArray());
        foreach (Item row in rows)
        {
            Assert.AreEqual($"g{row.Id % 7}", row.Group);
            CollectionAssert.AreEqual(new float[] { row.Id, -row.Id }, row.Vector);
        }
        CollectionAssert.AreEqual(rows.Select(r => r.Id).ToArray(), Ids(shuffled));
    }

    [TestMethod]
    public void Shuffling_by_the_pool_alone_brings_no_row_forward_from_far_behind()
    {
        int[] ids = Ids(Ml.Data.ShuffleRows(Items(1000), seed: 4, shufflePoolSize: 8, shuffleSource: false));

        // The pool's size, and some blocks that may be read ahead.
        for (int i = 0; i < ids.Length; i++)
            Assert.IsLessThanOrEqualTo(i + 100, ids[i]);
    }

    [TestMethod]
    public void A_cache_reads_its_source_once_for_each_column_and_can_be_shuffled()
    {
        int enumerated = 0;
        IDataView source = Ml.Data.LoadFromEnumerable(Counted());
        IDataView cached = Ml.Data.Cache(source);

        int[] first = Ids(cached), second = Ids(cached);
        Assert.AreEqual(1, enumerated);
        CollectionAssert.AreEqual(first, second);
        Assert.IsTrue(cached.CanShuffle);
        Assert.AreEqual(20L, cached.GetRowCount());

        IEnumerable<Item> Counted()
        {
            enumerated++;
            for (int i = 0; i < 20; i++)
                yield return new Item { Id = i };
        }
    }

    [TestMethod]
    public void A_cache_may_be_read_by_many_at_once()
    {
        IDataView cached = Ml.Data.Cache(Items(2000), "Vector");

        Task<int[]>[] readers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() => Ids(cached)))];
        Task.WaitAll(readers);

        foreach (Task<int[]> reader in readers)
            CollectionAssert.AreEqual(Enumerable.Range(0, 2000).ToArray(), reader.Result);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Data.Cache(Items(2), "None"));
    }

    [TestMethod]
    public void A_preview_shows_the_first_rows()
    {
        DataDebuggerPreview preview = Items(10).Preview(maxRows: 2);

        Assert.HasCount(2, preview.RowView);
        Assert.AreEqual(1, preview.RowView[1].Values[0].Value);
        Assert.AreEqual("Id", preview.ColumnView[0].Column.Name);
    }

    private static int[] Ids(IDataView data) => [.. data.GetColumn<int>("Id")];

    private sealed class Item
    {
        public int Id { get; set; }

        public string Group { get; set; } = "";

        public float Real { get; set; }

        [VectorType(2)]
        public float[] Vector { get; set; } = [0, 0];
    }
}
