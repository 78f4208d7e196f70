using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>What everything that reads rows may rely on.</summary>
[TestClass]
public sealed class DataViewContractTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private static IDataView Numbers(int count) => Ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Number { Value = i }).ToArray());

    [TestMethod]
    public void Only_the_columns_asked_for_are_active()
    {
        IDataView data = Ml.Data.LoadFromEnumerable(SampleRow.Some);
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["I"]]);

        Assert.IsTrue(cursor.IsColumnActive(data.Schema["I"]));
        Assert.IsFalse(cursor.IsColumnActive(data.Schema["T"]));
        Assert.Throws<Exception>(() => cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["T"]));
    }

    [TestMethod]
    public void A_getter_of_another_type_than_the_columns_is_refused()
    {
        IDataView data = Ml.Data.LoadFromEnumerable(SampleRow.Some);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);

        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(data.Schema["I"]));
    }

    [TestMethod]
    public void Positions_count_from_zero_and_ids_are_the_rows_own()
    {
        using DataViewRowCursor cursor = Numbers(3).GetRowCursor([]);
        ValueGetter<DataViewRowId> idGetter = cursor.GetIdGetter();
        var ids = new HashSet<DataViewRowId>();
        DataViewRowId id = default;

        Assert.AreEqual(-1L, cursor.Position);
        for (long i = 0; cursor.MoveNext(); i++)
        {
            Assert.AreEqual(i, cursor.Position);
            idGetter(ref id);
            Assert.IsTrue(ids.Add(id));
        }
        Assert.HasCount(3, ids);
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void A_list_can_be_shuffled_and_a_sequence_cannot()
    {
        IDataView list = Numbers(50), sequence = Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => new Number { Value = i }));

        Assert.IsTrue(list.CanShuffle);
        Assert.IsFalse(sequence.CanShuffle);
        Assert.IsNull(sequence.GetRowCount());
        int[] shuffled = Values(list.GetRowCursor(list.Schema, new Random(3)));
        CollectionAssert.AreEqual(shuffled, Values(list.GetRowCursor(list.Schema, new Random(3))));
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 50).ToArray(), shuffled);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 50).ToArray(), shuffled);
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), Values(sequence.GetRowCursor(sequence.Schema, new Random(3))));
    }

    [TestMethod]
    public void A_set_of_cursors_covers_each_row_once()
    {
        IDataView cached = Ml.Data.Cache(Numbers(1000));

        foreach (Random? rand in new[] { null, new Random(5) })
        {
            DataViewRowCursor[] cursors = cached.GetRowCursorSet(cached.Schema, 4, rand);
            Task<(long, int)[]>[] parts = [.. cursors.Select(c => Task.Run(() => Batched(c)))];
            Task.WaitAll(parts);
            CollectionAssert.AreEquivalent(Enumerable.Range(0, 1000).ToArray(), parts.SelectMany(p => p.Result).Select(r => r.Item2).ToArray());
        }
    }

    [TestMethod]
    public void Batches_of_a_set_of_cursors_put_the_rows_in_order_again()
    {
        IDataView cached = Ml.Data.Cache(Numbers(500));
        Task<(long Batch, int Value)[]>[] parts = [.. cached.GetRowCursorSet(cached.Schema, 3).Select(c => Task.Run(() => Batched(c)))];
        Task.WaitAll(parts);

        CollectionAssert.AreEqual(Enumerable.Range(0, 500).ToArray(), parts.SelectMany(p => p.Result).OrderBy(r => r.Batch).Select(r => r.Value).ToArray());
    }

    [TestMethod]
    public void A_cursor_of_a_transformed_view_asks_its_source_only_for_what_it_needs()
    {
        int read = 0;
        IDataView data = Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new Counting(() => read++)).ToArray());
        IDataView copied = Ml.Transforms.CopyColumns("Copy", "Counted").Fit(data).Transform(data);

        using (DataViewRowCursor plain = copied.GetRowCursor([copied.Schema["Plain"]]))
        {
            while (plain.MoveNext())
            {
            }
        }
        Assert.AreEqual(0, read);
        Assert.HasCount(4, copied.GetColumn<int>("Copy").ToArray());
        Assert.AreEqual(4, read);
    }

    [TestMethod]
    public void A_column_comes_as_strings_and_arrays_too()
    {
        IDataView data = Ml.Data.LoadFromEnumerable(SampleRow.Some);

        CollectionAssert.AreEqual(new[] { "red", "grün", "red", "" }, data.GetColumn<string>("T").ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 0, 4 }, data.GetColumn<float[]>("V").ElementAt(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<double>("F").ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<int>("None").ToArray());
    }

    private static int[] Values(DataViewRowCursor cursor) => [.. Batched(cursor).Select(r => r.Value)];

    private static (long Batch, int Value)[] Batched(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            var values = new List<(long, int)>();
            ValueGetter<int> getter = cursor.GetGetter<int>(cursor.Schema["Value"]);
            int value = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                values.Add((cursor.Batch, value));
            }
            return [.. values];
        }
    }

    private sealed class Number
    {
        public int Value { get; set; }
    }

    public sealed class Counting(Func<int> count)
    {
        public int Counted => count();

        public int Plain => 1;
    }
}
