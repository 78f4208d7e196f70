using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A row that stands where another one stands.</summary>
internal abstract class WrappingRow : DataViewRow
{
    protected WrappingRow(DataViewRow input)
    {
        Contracts.CheckValue(input, nameof(input));
        Input = input;
    }

    public sealed override long Position => Input.Position;

    public sealed override long Batch => Input.Batch;

    protected DataViewRow Input { get; }

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
