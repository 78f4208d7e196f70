using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows of some text files, read from the beginning to the end.</summary>
internal sealed class TextDataView : IDataView
{
    private readonly TextLayout _layout;
    private readonly IMultiStreamSource _source;

    public TextDataView(TextLayout layout, DataViewSchema schema, IMultiStreamSource source)
    {
        _layout = layout;
        _source = source;
        Schema = schema;
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, ColumnSet.Active(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private IEnumerable<string[]> Lines()
    {
        long rows = 0;
        for (int file = 0; file < _source.Count; file++)
        {
            using TextReader text = _source.OpenTextReader(file);
            if (_layout.HasHeader)
                text.ReadLine();
            var reader = new TextLineReader(text, _layout);
            while (reader.ReadFields() is { } fields)
            {
                if (rows++ >= _layout.MaxRows)
                    yield break;
                yield return fields;
            }
        }
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly TextLayout _layout;
        private readonly bool[] _active;
        private readonly IEnumerator<string[]> _lines;
        private string[] _fields;
        private long _position = -1;

        public Cursor(TextDataView view, bool[] active)
        {
            Schema = view.Schema;
            _layout = view._layout;
            _active = active;
            _lines = view.Lines().GetEnumerator();
        }

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema { get; }

        public override bool MoveNext()
        {
            if (_lines.MoveNext())
            {
                _fields = _lines.Current;
                _position++;
                return true;
            }
            _fields = null;
            _position = -1;
            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ColumnSet.CheckActive(_active, column);
            int[] fields = [.. _layout.Columns[column.Index].Fields];
            Delegate getter = column.Type is VectorDataViewType vector
                ? Getters.Generic<Delegate>(VectorGetter<int>, vector.ItemType.RawType, vector.ItemType, fields)
                : Getters.Generic<Delegate>(ScalarGetter<int>, column.Type.RawType, column.Type, fields[0]);
            return Getters.Typed<TValue>(getter, column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            Field(0);
            value = new DataViewRowId((ulong)_position, 0);
        };

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _lines.Dispose();
            base.Dispose(disposing);
        }

        private Delegate ScalarGetter<T>(PrimitiveDataViewType type, int field)
        {
            Func<string, T> parse = TextParsers.Of<T>(type, _layout);
            ValueGetter<T> getter = (ref T value) => value = parse(Field(field));
            return getter;
        }

        private Delegate VectorGetter<T>(PrimitiveDataViewType type, int[] fields)
        {
            Func<string, T> parse = TextParsers.Of<T>(type, _layout);
            ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> value) =>
            {
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, fields.Length);
                for (int i = 0; i < fields.Length; i++)
                    editor.Values[i] = parse(Field(fields[i]));
                value = editor.Commit();
            };
            return getter;
        }

        private string Field(int index)
        {
            Contracts.Check(_fields is not null, "Values can be fetched only between a MoveNext that returned true and the end of the cursor");
            return index < _fields.Length ? _fields[index] : string.Empty;
        }
    }
}
