using System.Text.Json.Serialization;

namespace HierVQ.SideBySide;

/// <summary>How the PyTorch side does a work.</summary>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="BlasThreads">Threads of the BLAS library.</param>
/// <param name="Layout">Memory format of networks and images: rows (PyTorch's contiguous_format) or channels_last.</param>
internal sealed record PythonSetting(
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("blas_threads")] int BlasThreads,
    [property: JsonPropertyName("layout")] string Layout)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Threads}/{BlasThreads}" + (Layout == "rows" ? "" : $" {Layout}");
}
