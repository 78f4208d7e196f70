using HierVQ.Images;
using HierVQ.Layers;
using HierVQ.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples;

/// <summary>A small convolutional network that tells categories of pictures apart: it rejects drawn pictures, and its features stand in for Inception's.</summary>
public sealed class PictureClassifier : nn.Module
{
    private const int Features = 64, BatchSize = 32, Epochs = 12;
    private const double LearningRate = 2e-3;

    private readonly Conv2d first, second, third;
    private readonly Linear head;

    private PictureClassifier(int classes, Generator init) : base(nameof(PictureClassifier))
    {
        first = new Conv2d(3, 32, 4, init, CPU, stride: 2, padding: 1);
        second = new Conv2d(32, 64, 4, init, CPU, stride: 2, padding: 1);
        third = new Conv2d(64, Features, 4, init, CPU, stride: 2, padding: 1);
        head = new Linear(Features, classes, init, CPU);
        RegisterComponents();
    }

    /// <summary>Trains a classifier, or loads the one that the folder has.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="images">The training pictures.</param>
    /// <param name="labels">The categories.</param>
    /// <param name="epochs">Epochs; null for those that suit the emoji.</param>
    public static PictureClassifier Of(RunFolder folder, ImageSet images, IReadOnlyList<string> labels, int? epochs)
    {
        using var init = new Generator(1);
        var classifier = new PictureClassifier(labels.Count, init);
        string recipe = $"classifier of {images.Count} pictures, {epochs ?? Epochs} epochs";
        string weights = folder.File("weights.safetensors");
        if (folder.IsFinished(recipe))
        {
            using FileStream stream = File.OpenRead(weights);
            ModelWeights.Read(classifier, stream);
            return classifier;
        }
        folder.Begin(recipe);
        classifier.Train(images, labels, epochs ?? Epochs);
        using (FileStream stream = File.Create(weights))
            ModelWeights.Write(classifier, stream);
        RunFolder.WriteWhole(folder.Figures, "{}"u8);
        return classifier;
    }

    /// <summary>What it makes of pictures: features, (N, 64).</summary>
    public Tensor FeaturesOf(IReadOnlyList<byte[]> rgb) => ForEachBatch(rgb, Run);

    /// <summary>The probability of each category, (N, categories).</summary>
    public Tensor ProbabilitiesOf(IReadOnlyList<byte[]> rgb) => ForEachBatch(rgb, images => head.call(Run(images)).softmax(1));

    /// <summary>The share of pictures whose category it finds.</summary>
    public double Accuracy(ImageSet images, IReadOnlyList<string> labels)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] found = [.. ProbabilitiesOf(images.Rgb).argmax(1).data<long>()];
        return found.Zip(images.Pictures, (one, picture) => labels[(int)one] == picture.Label ? 1.0 : 0).Average();
    }

    private void Train(ImageSet images, IReadOnlyList<string> labels, int epochs)
    {
        using var optimizer = optim.Adam(parameters(), LearningRate);
        var random = new Random(1);
        long[] classes = [.. images.Pictures.Select(picture => (long)labels.Index().First(label => label.Item == picture.Label).Index)];
        int[] order = [.. Enumerable.Range(0, images.Count)];
        byte[] planar = new byte[BatchSize * images.Pixels.ImageBytes];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (int[] rows in order.Chunk(BatchSize))
            {
                using DisposeScope scope = NewDisposeScope();
                images.Pixels.CopyBatch(rows, planar);
                Tensor batch = PixelForm.Color.ToTensor(planar.AsSpan(0, rows.Length * images.Pixels.ImageBytes), images.Side, images.Side); // (N, 3, H, W)
                if (random.Next(2) == 0)
                    batch = batch.flip(3);
                optimizer.zero_grad();
                nn.functional.cross_entropy(head.call(Run(batch)), tensor([.. rows.Select(row => classes[row])], ScalarType.Int64)).backward();
                optimizer.step();
            }
        }
    }

    // (N, 3, H, W) to (N, features)
    private Tensor Run(Tensor images)
    {
        Tensor hidden = third.call(second.call(first.call(images).relu()).relu()).relu();
        return hidden.mean([2, 3]);
    }

    private static Tensor ForEachBatch(IReadOnlyList<byte[]> rgb, Func<Tensor, Tensor> run)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        int side = (int)Math.Sqrt(rgb[0].Length / 3);
        var parts = new List<Tensor>();
        foreach (byte[][] batch in rgb.Chunk(BatchSize))
        {
            byte[] planar = new byte[batch.Length * batch[0].Length];
            foreach ((int i, byte[] picture) in batch.Index())
                PixelForm.Color.ToPlanar(picture, planar.AsSpan(i * picture.Length, picture.Length));
            parts.Add(run(PixelForm.Color.ToTensor(planar, side, side)));
        }
        return cat(parts).MoveToOuterDisposeScope();
    }
}
