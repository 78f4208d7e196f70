namespace HierVQ.Serialization.Torch;

/// <summary>Where an entry of a zip file lies.</summary>
/// <param name="Offset">First byte of its data, counted from the beginning of the file.</param>
/// <param name="Length">Bytes of its data.</param>
/// <param name="Header">First byte of its header.</param>
internal readonly record struct StoredEntry(long Offset, long Length, long Header);
