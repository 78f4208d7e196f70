using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Tokenizers;
using HierVQ.Training;

namespace HierVQ.Examples;

/// <summary>Pictures as the codes of a tokenizer, with what a prior is told of them: encoded once for all priors over them.</summary>
public sealed class EncodedPictures
{
    /// <summary>The tokenizer.</summary>
    public required ITokenizer Tokenizer { get; init; }

    /// <summary>What the codes are of.</summary>
    public required string Recipe { get; init; }

    /// <summary>The categories.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The shape of a pyramid.</summary>
    public required CodeLayout Layout { get; init; }

    /// <summary>What a prior is told beside the codes: the category first.</summary>
    public required ConditionShape Condition { get; init; }

    /// <summary>The training rows: pyramids, one after the other, and their conditions.</summary>
    public required (int[] Codes, int[] Conditions) Training { get; init; }

    /// <summary>The held-out rows.</summary>
    public required (int[] Codes, int[] Conditions) HeldOut { get; init; }

    private Lazy<float[]>? Latents { get; init; }

    /// <summary>Encodes whole pictures; a prior is told their category.</summary>
    /// <param name="tokenizer">The tokenizer, which stays the caller's.</param>
    /// <param name="training">Pictures to train on.</param>
    /// <param name="heldOut">Pictures held out.</param>
    /// <param name="labels">The categories, in the order of their classes.</param>
    public static EncodedPictures Of(TrainedTokenizer tokenizer, ImageSet training, ImageSet heldOut, IReadOnlyList<string> labels) => new()
    {
        Tokenizer = tokenizer.Tokenizer,
        Recipe = tokenizer.Recipe,
        Labels = labels,
        Layout = tokenizer.Tokenizer.Layout,
        Condition = ConditionShape.Class(labels.Count),
        Training = (tokenizer.Tokenizer.Codes(training), Classes(training, labels)),
        HeldOut = (tokenizer.Tokenizer.Codes(heldOut), Classes(heldOut, labels)),
        Latents = new(() => tokenizer.Tokenizer.Latents(training)),
    };

    /// <summary>
    /// Windows of the same code maps, of one level; a prior is also told where each lies. Of training pictures some at random, of held-out ones as
    /// many side by side as cover them.
    /// </summary>
    /// <param name="side">Rows and columns of a window.</param>
    /// <param name="perPicture">Windows of each training picture.</param>
    /// <param name="factor">Pixels of a code on a side.</param>
    public EncodedPictures Windows(int side, int perPicture, int factor)
    {
        CodeLevel map = Layout[0], window = map with { Height = side, Width = side };
        var random = new Random(1);
        IEnumerable<CodeWindow> Some(int count) => Enumerable.Range(0, count).Select(_ => new CodeWindow(random.Next(map.Height - side + 1), random.Next(map.Width - side + 1), side, side));
        CodeWindow[] all = [.. Enumerable.Range(0, map.Height / side * (map.Width / side)).Select(i => new CodeWindow(i / (map.Width / side) * side, i % (map.Width / side) * side, side, side))];
        return new EncodedPictures
        {
            Tokenizer = Tokenizer,
            Recipe = $"{Recipe}, windows of {side}, {perPicture} a picture",
            Labels = Labels,
            Layout = new CodeLayout(window),
            Condition = Condition.With(CodeCoordinates.Condition(window)),
            Training = Cut(Training, map, factor, _ => Some(perPicture)),
            HeldOut = Cut(HeldOut, map, factor, _ => all),
        };
    }

    /// <summary>What a prior trains on.</summary>
    /// <param name="latents">Whether with the features before quantization, which soft labels and stochastic codes are made of.</param>
    public CodeSet TrainingSet(bool latents) => new(Layout, Training.Codes, Training.Conditions, latents ? Latents?.Value : null);

    private static (int[], int[]) Cut((int[] Codes, int[] Classes) whole, CodeLevel map, int factor, Func<int, IEnumerable<CodeWindow>> windows)
    {
        var codes = new List<int>();
        var conditions = new List<int>();
        for (int i = 0; i < whole.Classes.Length; i++)
        {
            foreach (CodeWindow window in windows(i))
            {
                codes.AddRange(window.Of(whole.Codes.AsSpan(i * map.Count, map.Count), map.Width));
                conditions.Add(whole.Classes[i]);
                conditions.AddRange(CodeCoordinates.Of(window, map.Height, map.Width, factor: factor));
            }
        }
        return ([.. codes], [.. conditions]);
    }

    private static int[] Classes(ImageSet images, IReadOnlyList<string> labels) => [.. images.Pictures.Select(picture => labels.Index().First(label => label.Item == picture.Label).Index)];
}
