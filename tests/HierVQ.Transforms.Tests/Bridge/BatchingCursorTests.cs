using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Tests.Bridge;

[TestClass]
public sealed class BatchingCursorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(0, 4)]
    [DataRow(1, 4)]
    [DataRow(4, 4)]
    [DataRow(5, 4)]
    [DataRow(13, 4)]
    [DataRow(3, 1)]
    public void RowsComeInOrderAndBatchesAreFull(int rows, int batch)
    {
        foreach (bool ahead in (bool[])[false, true])
        {
            (BatchedDataView view, CountingBinding binding, RecordingView source) = Make(rows, batch, ahead);
            List<string> expected = [.. Enumerable.Range(0, rows).Select(i => $"{i} | {2 * i}")];
            CollectionAssert.AreEqual(expected, Rows.Read(view, "Number", "Doubled"));
            List<int> runs = [.. Enumerable.Repeat(batch, rows / batch)];
            if (rows % batch > 0)
                runs.Add(rows % batch);
            CollectionAssert.AreEqual(runs, binding.Runs);
            Assert.AreEqual(0, source.Open);
            Assert.AreEqual(1, binding.Disposed);
        }
    }

    [TestMethod]
    public void NothingRunsWhereNoColumnOfItsOwnIsAskedFor()
    {
        (BatchedDataView view, CountingBinding binding, RecordingView source) = Make(10, 4, true);
        Assert.AreEqual("7", Rows.Read(view, "Number")[7]);
        Assert.AreEqual(0, binding.Starts);
        using (DataViewRowCursor cursor = view.GetRowCursor([]))
            Assert.IsTrue(cursor.MoveNext());
        CollectionAssert.AreEqual((string[])["Number"], source.Asked[0]);
        Assert.IsEmpty(source.Asked[1]);
        Assert.AreEqual(10L, view.GetRowCount());
    }

    [TestMethod]
    public void OnlyTheColumnsThatAreNeededAreAskedUpstream()
    {
        (BatchedDataView view, _, RecordingView source) = Make(3, 4, false);
        Rows.Read(view, "Doubled");
        CollectionAssert.AreEqual((string[])["Number"], source.Asked[^1]);
        Rows.Read(view, "Doubled", "Label");
        CollectionAssert.AreEquivalent((string[])["Number", "Label"], source.Asked[^1]);
    }

    [TestMethod]
    public void AColumnThatWasNotAskedForIsNotToBeHad()
    {
        (BatchedDataView view, _, _) = Make(3, 4, false);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Doubled"]]);
        Assert.IsTrue(cursor.IsColumnActive(view.Schema["Doubled"]));
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Number"]));
        Assert.AreSame(view.Schema, cursor.Schema);
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<int>(view.Schema["Number"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Doubled"]));
    }

    [TestMethod]
    public void ValuesPassedThroughAreThoseOfTheirRow()
    {
        byte[][] bytes = [.. Enumerable.Range(0, 9).Select(i => Enumerable.Repeat((byte)i, i).ToArray())];
        IDataView data = _ml.Data.LoadFromEnumerable(bytes.Select((value, i) => new TinyImages.EncodedRow { Number = i, Label = $"row {i}", Image = value }).ToArray());
        var view = new BatchedDataView(Host(), data, new CountingBinding(data.Schema, 4, true));
        List<string> expected = [.. bytes.Select((value, i) => $"{2 * i} | row {i} | {Convert.ToHexString(value)} | {i}")];
        CollectionAssert.AreEqual(expected, Rows.Read(view, "Doubled", "Label", "Image", "Number"));
    }

    [TestMethod]
    public void ImagesPassedThroughAreCopiesOfTheConsumersOwn()
    {
        IDataView data = TinyImages.Images(_ml, 6);
        var view = new BatchedDataView(Host(), data, new CountingBinding(data.Schema, 4, false));
        CollectionAssert.AreEqual(Rows.Read(data, "Image"), Rows.Read(view, "Doubled", "Image").Select(row => row[(row.IndexOf("| ", StringComparison.Ordinal) + 2)..]).ToList());
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Doubled"], view.Schema["Image"]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(view.Schema["Image"]);
        MLImage first = null!, second = null!;
        Assert.IsTrue(cursor.MoveNext());
        getter(ref first);
        getter(ref second);
        Assert.AreNotSame(first, second);
        CollectionAssert.AreEqual(first.Pixels.ToArray(), TinyImages.Image(0).Pixels.ToArray());
        first.Dispose();
        CollectionAssert.AreEqual(second.Pixels.ToArray(), TinyImages.Image(0).Pixels.ToArray());
        second.Dispose();
    }

    [TestMethod]
    public void PositionIdAndBatchAreTheRowsOwn()
    {
        (BatchedDataView view, _, RecordingView source) = Make(10, 4, true);
        using DataViewRowCursor expected = ((IDataView)source).GetRowCursor([source.Schema["Number"]]);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Doubled"]]);
        ValueGetter<DataViewRowId> expectedId = expected.GetIdGetter(), actualId = cursor.GetIdGetter();
        Assert.AreEqual(-1L, cursor.Position);
        for (int i = 0; i < 10; i++)
        {
            Assert.IsTrue(expected.MoveNext() && cursor.MoveNext());
            DataViewRowId one = default, other = default;
            expectedId(ref one);
            actualId(ref other);
            Assert.AreEqual(one, other);
            Assert.AreEqual((long)i, cursor.Position);
            Assert.AreEqual(expected.Batch, cursor.Batch);
        }
        Assert.IsFalse(cursor.MoveNext());
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1L, cursor.Position);
    }

    [TestMethod]
    public void ASetOfCursorsGivesEveryRowOnce()
    {
        (BatchedDataView view, _, RecordingView source) = Make(23, 4, true);
        DataViewRowCursor[] cursors = view.GetRowCursorSet([view.Schema["Number"], view.Schema["Doubled"]], 3);
        Assert.HasCount(3, cursors);
        var rows = new (long Batch, string Row)[23];
        int next = -1;
        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor)
            {
                ValueGetter<int> number = cursor.GetGetter<int>(view.Schema["Number"]), doubled = cursor.GetGetter<int>(view.Schema["Doubled"]);
                while (cursor.MoveNext())
                {
                    int a = 0, b = 0;
                    number(ref a);
                    doubled(ref b);
                    rows[Interlocked.Increment(ref next)] = (cursor.Batch, $"{a} {b}");
                }
            }
        });
        CollectionAssert.AreEqual(Enumerable.Range(0, 23).Select(i => $"{i} {2 * i}").ToList(), rows.OrderBy(row => row.Batch).Select(row => row.Row).ToList());
        Assert.AreEqual(0, source.Open);
    }

    [TestMethod]
    public void ShufflingIsTheSources()
    {
        IDataView data = TinyImages.Encoded(_ml, 20);
        Assert.IsTrue(data.CanShuffle);
        var view = new BatchedDataView(Host(), data, new CountingBinding(data.Schema, 4, true));
        Assert.IsTrue(view.CanShuffle);
        using DataViewRowCursor expected = data.GetRowCursor([data.Schema["Number"]], new Random(5));
        using DataViewRowCursor actual = view.GetRowCursor([view.Schema["Number"], view.Schema["Doubled"]], new Random(5));
        List<string> order = Rows.Read(expected, "Number");
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 20).Select(i => i.ToString()).ToList(), order);
        CollectionAssert.AreEqual(order.Select(number => $"{number} | {2 * int.Parse(number)}").ToList(), Rows.Read(actual, "Number", "Doubled"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ABadRowIsReportedWhenTheConsumerArrivesAndNotBefore(bool ahead)
    {
        (BatchedDataView view, _, RecordingView source) = Make(10, 4, ahead, bad: 6);
        using (DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Doubled"]]))
        {
            for (int i = 0; i < 6; i++)
                Assert.IsTrue(cursor.MoveNext());
            var failure = Assert.Throws<InvalidOperationException>(() => cursor.MoveNext());
            Assert.AreEqual("Row 6, column 'Number': the number is bad.", failure.Message);
            Assert.Throws<InvalidOperationException>(() => cursor.MoveNext());
        }
        Assert.AreEqual(0, source.Open);
        using DataViewRowCursor few = view.GetRowCursor([view.Schema["Doubled"]]);
        for (int i = 0; i < 6; i++)
            Assert.IsTrue(few.MoveNext());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AFailureOfTheSourceComesThroughAsItIs(bool ahead)
    {
        IDataView data = TinyImages.Encoded(_ml, 10);
        var source = new RecordingView(data) { FailsAt = 5 };
        var view = new BatchedDataView(Host(), source, new CountingBinding(data.Schema, 4, ahead));
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Doubled"]]);
        for (int i = 0; i < 5; i++)
            Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual("the source failed", Assert.Throws<IOException>(() => cursor.MoveNext()).Message);
    }

    [TestMethod]
    public void NeverMoreThanTwoBatchesAreReadAhead()
    {
        (BatchedDataView view, _, RecordingView source) = Make(1000, 4, true);
        using (DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Doubled"]]))
        {
            for (int i = 0; i < 100; i++)
            {
                Assert.IsTrue(cursor.MoveNext());
                Assert.IsLessThanOrEqualTo(i + 1 + 8, Interlocked.Read(ref source.RowsRead));
            }
        }
        Assert.AreEqual(0, source.Open);
    }

    [TestMethod]
    public void ABatchEndsEarlyWhereTheImagesPassedThroughAreLarge()
    {
        // 4 MiB each, all the same one: 64 MiB are held at most, which is 16 of them.
        using MLImage large = TinyImages.Image(0, size: 1024);
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new TinyImages.ImageRow { Number = i, Image = large }).ToArray());
        var binding = new CountingBinding(data.Schema, 64, false);
        var view = new BatchedDataView(Host(), data, binding);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Doubled"], view.Schema["Image"]]);
        while (cursor.MoveNext())
            Assert.IsLessThan(20L, cursor.Position);
        CollectionAssert.AreEqual((int[])[16, 4], binding.Runs);
    }

    [TestMethod]
    public void DisposingInTheMiddleStopsReading()
    {
        (BatchedDataView view, CountingBinding binding, RecordingView source) = Make(1000, 16, true);
        for (int i = 0; i < 20; i++)
        {
            DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Doubled"]]);
            Assert.IsTrue(cursor.MoveNext());
            cursor.Dispose();
            cursor.Dispose();
            Assert.Throws<ObjectDisposedException>(() => cursor.MoveNext());
        }
        Assert.AreEqual(0, source.Open);
        Assert.AreEqual(20, binding.Disposed);
    }

    [TestMethod]
    public void AVectorIsWrittenIntoTheConsumersOwnStorage()
    {
        (BatchedDataView view, _, _) = Make(10, 4, false);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Twice"]]);
        ValueGetter<VBuffer<int>> getter = cursor.GetGetter<VBuffer<int>>(view.Schema["Twice"]);
        VBuffer<int> value = default;
        cursor.MoveNext();
        getter(ref value);
        ReadOnlySpan<int> before = value.GetValues();
        cursor.MoveNext();
        getter(ref value);
        Assert.IsTrue(before == value.GetValues());
    }

    private (BatchedDataView View, CountingBinding Binding, RecordingView Source) Make(int rows, int batch, bool ahead, int? bad = null)
    {
        var source = new RecordingView(TinyImages.Encoded(_ml, rows));
        var binding = new CountingBinding(source.Schema, batch, ahead) { Bad = bad };
        return (new BatchedDataView(Host(), source, binding), binding, source);
    }

    private IHost Host() => ((IHostEnvironment)_ml).Register("Test");
}
