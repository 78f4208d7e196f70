using HierVQ.SideBySide;

if (args is not ([] or ["--rounds", _]))
{
    Console.Error.WriteLine("usage: ./build.sh bench --side-by-side [--rounds N]     N runs of each side, 5 or more; default 9");
    return 2;
}
int rounds = args is ["--rounds", string number] ? int.Parse(number) : 9;
if (rounds < 5)
{
    Console.Error.WriteLine($"--rounds is {rounds}; a median of fewer than 5 runs says little.");
    return 2;
}

using var python = PythonWorker.Start();
var setting = new Setting();
IWorkload[] workloads =
[
    new TokenizerStep(setting), new PriorStep(setting), new Sampling(setting, 1), new Sampling(setting, 16),
    new Encoding(setting), new Decoding(setting),
];
var comparisons = new List<Comparison>();
foreach (IWorkload workload in workloads)
{
    using (workload)
    {
        Console.WriteLine($"{workload.Name}: the same outputs on both sides?");
        Console.WriteLine($"  yes: {workload.CheckEqual(python)}");
        workload.Prepare(python);
        Comparison comparison = Alternation.Measure(workload, python, rounds);
        Console.WriteLine($"  {comparison}");
        comparisons.Add(comparison);
    }
}

var results = new Results(Machine.Describe(python), setting, rounds, comparisons);
Console.WriteLine();
Console.WriteLine(results.ToMarkdown());
Console.WriteLine($"written: {results.Write()}");
return 0;
