namespace Microsoft.ML.Data;

/// <summary>How blocks of values of one type are written.</summary>
internal abstract class ValueCodec
{
    protected ValueCodec(string name, DataViewType type)
    {
        Name = name;
        Type = type;
    }

    public string Name { get; }

    public DataViewType Type { get; }

    /// <summary>Writes the name and the parameters, from which <see cref="ValueCodecs.Read"/> makes the codec again.</summary>
    public void WriteDefinition(BinaryWriter writer)
    {
        using var parameters = new MemoryStream();
        using (var inner = new BinaryWriter(parameters, System.Text.Encoding.UTF8, leaveOpen: true))
            WriteParameters(inner);
        writer.Write(Name);
        writer.Leb128((ulong)parameters.Length);
        writer.Write(parameters.GetBuffer(), 0, (int)parameters.Length);
    }

    /// <summary>Writes the one value of an annotation.</summary>
    public abstract void WriteAnnotation(BinaryWriter writer, DataViewSchema.Annotations annotations, string kind);

    /// <summary>Reads the one value of an annotation.</summary>
    public abstract void ReadAnnotation(BinaryReader reader, DataViewSchema.Annotations.Builder builder, string kind);

    protected virtual void WriteParameters(BinaryWriter writer)
    {
    }
}
