using HierVQ.Codes;
using HierVQ.Tokenizers;
using HierVQ.Training;

namespace HierVQ.Examples;

/// <summary>Pictures as the codes of a tokenizer, with the classes that they are of: encoded once for all priors over them.</summary>
public sealed class EncodedPictures
{
    private readonly ITokenizer _tokenizer;
    private readonly ImageSet _training;
    private readonly Lazy<float[]> _latents;

    /// <summary>Encodes.</summary>
    /// <param name="tokenizer">The tokenizer, which stays the caller's.</param>
    /// <param name="training">Pictures to train on.</param>
    /// <param name="heldOut">Pictures held out.</param>
    /// <param name="labels">The categories, in the order of their classes.</param>
    public EncodedPictures(TrainedTokenizer tokenizer, ImageSet training, ImageSet heldOut, IReadOnlyList<string> labels)
    {
        (_tokenizer, _training, Recipe, Labels) = (tokenizer.Tokenizer, training, tokenizer.Recipe, labels);
        (TrainingCodes, HeldOutCodes) = (_tokenizer.Codes(training), _tokenizer.Codes(heldOut));
        (TrainingClasses, HeldOutClasses) = (Classes(training, labels), Classes(heldOut, labels));
        _latents = new(() => _tokenizer.Latents(_training));
    }

    /// <summary>The tokenizer.</summary>
    public ITokenizer Tokenizer => _tokenizer;

    /// <summary>What the tokenizer is of.</summary>
    public string Recipe { get; }

    /// <summary>The categories.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The shape of a pyramid.</summary>
    public CodeLayout Layout => _tokenizer.Layout;

    /// <summary>Pyramids of the training pictures, one after the other.</summary>
    public int[] TrainingCodes { get; }

    /// <summary>Those of the held-out pictures.</summary>
    public int[] HeldOutCodes { get; }

    /// <summary>The class of each training picture.</summary>
    public int[] TrainingClasses { get; }

    /// <summary>That of each held-out picture.</summary>
    public int[] HeldOutClasses { get; }

    /// <summary>What a prior trains on.</summary>
    /// <param name="latents">Whether with the features before quantization, which soft labels and stochastic codes are made of.</param>
    public CodeSet Training(bool latents) => new(Layout, TrainingCodes, TrainingClasses, latents ? _latents.Value : null);

    private static int[] Classes(ImageSet images, IReadOnlyList<string> labels) => [.. images.Pictures.Select(picture => labels.Index().First(label => label.Item == picture.Label).Index)];
}
