using HierVQ.SideBySide;

const int Least = 5; // a median of fewer runs says little
int rounds = 9;
if (args is not [] && !(args is ["--rounds", string number] && int.TryParse(number, out rounds) && rounds >= Least))
{
    Console.Error.WriteLine($"usage: ./build.sh bench --side-by-side [--rounds N]     N runs of each side, {Least} or more; default 9");
    return 2;
}

using var python = PythonWorker.Start();
var machine = Machine.Describe(python);
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

var results = new Results(machine, setting, rounds, comparisons);
Console.WriteLine();
Console.WriteLine(results.ToMarkdown());
Console.WriteLine($"written: {results.Write()}");
return 0;
