namespace HierVQ.Transforms;

/// <summary>Where a cursor stands: which of its banks of rows, and which row there.</summary>
internal sealed class RowPointer
{
    public int Bank;
    public int Slot = -1;
}
