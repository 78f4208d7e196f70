using System.Text;
using System.Text.Json;

namespace HierVQ.SideBySide;

/// <summary>All comparisons of a run, for people and for programs.</summary>
internal sealed record Results(Machine Machine, IReadOnlyList<TokenizerOptions> Tokenizers, int Rounds, IReadOnlyList<Comparison> Comparisons, IReadOnlyList<OwnMeasurement> Own)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>A table.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine("# HierVQ beside plain PyTorch").AppendLine();
        text.AppendLine($"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Processor}, {Machine.Cores} cores, load before the run {Machine.Load}, {Machine.System}.");
        text.AppendLine($"{Machine.Runtime}, stack {Machine.PackageStack}, libtorch {Machine.OurTorch}; Python {Machine.Python}, torch {Machine.TheirTorch}.");
        text.AppendLine($"Medians of {Rounds} alternated runs after the outputs were found equal; float32. Settings: threads of libtorch/the BLAS library, and PyTorch's memory format where it is channels_last: the best of each side.");
        text.AppendLine("Ratio: their time over ours; CPU: the same of processor time. MiB: the most that a fresh process held while it worked, less what it held after the same work on one image.").AppendLine();
        text.AppendLine("| work | HierVQ ms | PyTorch ms | ratio | CPU | wanted | reached | HierVQ MiB | PyTorch MiB | our setting | their setting |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | --- | --- |");
        foreach (Comparison row in Comparisons)
        {
            string wanted = row.Target is { } target ? $"{target:F1}" : "-";
            (string ours, string theirs) = row.Memory is { } memory ? ($"{memory.OurWork:F0}", $"{memory.TheirWork:F0}") : ("-", "-");
            text.AppendLine($"| {row.Name} | {row.OurMilliseconds:F2} | {row.TheirMilliseconds:F2} | {row.Ratio:F2} | {row.ProcessorRatio:F2} | {wanted} | {row.Verdict} | {ours} | {theirs} | {row.OurThreads} | {row.TheirSetting} |");
        }
        if (Comparisons.Select(row => row.Memory).FirstOrDefault(memory => memory is not null) is { } first)
            text.AppendLine().AppendLine($"After the work on one image our process holds {first.OurBase >> 20} MiB, theirs {first.TheirBase >> 20} MiB (first row).");
        if (Own.Count > 0)
        {
            text.AppendLine().AppendLine("On our side alone:").AppendLine();
            text.AppendLine("| what | one | other | result | wanted | reached |");
            text.AppendLine("| --- | --- | --- | ---: | ---: | --- |");
            foreach (OwnMeasurement row in Own)
                text.AppendLine(row.ToMarkdown());
        }
        return text.ToString();
    }

    /// <summary>Writes the table and the numbers behind it into benchmarks/results.</summary>
    /// <param name="name">What its name ends with; empty for nothing.</param>
    /// <returns>The table's path.</returns>
    public string Write(string name)
    {
        Directory.CreateDirectory(RepositoryPaths.Results);
        string path = Path.Combine(RepositoryPaths.Results, $"{DateTime.UtcNow:yyyy-MM-dd}-side-by-side{(name == "" ? "" : "-" + name)}");
        File.WriteAllText(path + ".md", ToMarkdown());
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(new { Machine, Tokenizers, Priors = Priors(), Rounds, Comparisons, Own }, s_json) + "\n");
        return path + ".md";
    }

    private static IEnumerable<PriorOptions> Priors() =>
        ((PriorCase[])[PriorCase.HqTransformer, PriorCase.RqTransformer, PriorCase.LargerHqTransformer]).Select(prior => prior.Options(PriorCase.Dropout));
}
