using HierVQ.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples;

/// <summary>Judges drawn pictures by a small classifier of the emoji: how far its features of them are from those of the training pictures, and which it would reject.</summary>
public sealed class EmojiJudge : IDisposable
{
    private const int Rounds = 3;

    private readonly Desk _desk;
    private readonly PictureClassifier _classifier;
    private readonly FeatureStatistics _training;

    /// <summary>Trains the classifier, or loads it, and looks at the training pictures.</summary>
    public EmojiJudge(Desk desk)
    {
        _desk = desk;
        _classifier = PictureClassifier.Of(new RunFolder(desk.Folder("classifier")), desk.Training(), desk.Labels, desk.Effort.Epochs);
        _training = Statistics(desk.Training().Rgb);
        Accuracy = _classifier.Accuracy(desk.HeldOut(), desk.Labels);
    }

    /// <summary>The share of held-out emoji whose category the classifier finds.</summary>
    public double Accuracy { get; }

    /// <summary>The classes of so many pictures, as often as the training pictures have them.</summary>
    public static int[] Classes(EncodedPictures codes, int count) => [.. Pictures.Spread(codes.Training.Conditions, count)];

    /// <summary>Draws pictures, and measures how far they are from the training pictures and how long one takes.</summary>
    public void Measure(TrainedPrior prior, EncodedPictures codes, SamplingOptions sampling, int draws, RunFolder folder, TrialFigures figures)
    {
        int[] classes = Classes(codes, Math.Min(draws, _desk.Effort.Draws));
        int[] drawn = prior.Draw(classes, sampling);
        // The best of some rounds after the first: compiling and collecting take their time in the others.
        figures["seconds a picture"] = Enumerable.Range(0, Rounds).Min(_ => Processor.Time(() => prior.Draw(classes, sampling))) / classes.Length;
        IReadOnlyList<byte[]> pictures = codes.Tokenizer.Pictures(drawn);
        figures["frechet"] = Distance(pictures);
        File.WriteAllBytes(folder.File("drawn.png"), Desk.Strip(pictures, Pictures.Size));
    }

    /// <summary>The Frechet distance of pictures to the training pictures.</summary>
    public double Distance(IReadOnlyList<byte[]> pictures) => FrechetDistance.Between(Statistics(pictures), _training);

    /// <summary>How sure the classifier is that each picture is of its class.</summary>
    public float[] Sureness(IReadOnlyList<byte[]> pictures, int[] classes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor asked = tensor(Array.ConvertAll(classes, one => (long)one), classes.Length, 1);
        return [.. _classifier.ProbabilitiesOf(pictures).gather(1, asked).data<float>()];
    }

    /// <inheritdoc/>
    public void Dispose() => _classifier.Dispose();

    private FeatureStatistics Statistics(IReadOnlyList<byte[]> pictures)
    {
        using Tensor features = _classifier.FeaturesOf(pictures);
        return FeatureStatistics.Of(features);
    }
}
