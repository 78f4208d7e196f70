using HierVQ.Codes;
using HierVQ.Generation;
using HierVQ.Priors;
using HierVQ.Tokenizers;
using HierVQ.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ;

/// <summary>
/// Makes images with a fitted pipeline: new ones, and new endings of given ones. Thread-safe: each call draws by itself. The pipeline must
/// outlive it.
/// </summary>
public sealed class HierVQGenerator : IDisposable
{
    private readonly MLContext _context;
    private readonly GenerativeModel _model;
    private readonly SamplerPool _samplers;
    private readonly ImageDrawing _drawing;

    internal HierVQGenerator(MLContext context, GenerativeModel model, SamplerOptions options)
    {
        (_context, _model) = (context, model);
        _samplers = new SamplerPool(model.Prior.Prior, options);
        _drawing = new ImageDrawing(model, _samplers);
    }

    /// <summary>The labels that can be asked for, in the order of the prior's classes; empty where it has none.</summary>
    public IReadOnlyList<string> Labels => _model.Prior.Labels.Names;

    /// <summary>What the prior can be told: a class of <see cref="Labels"/>, tokens, codes of another image.</summary>
    public ConditionShape Condition => _model.Prior.Prior.Condition;

    /// <summary>Whether images can be made without a condition.</summary>
    public bool CanBeUnconditional => _model.Prior.Prior.CanBeUnconditional;

    /// <summary>The shape of the code pyramids.</summary>
    public CodeLayout Layout => _model.Prior.Prior.Layout;

    /// <summary>Height and width of images in pixels.</summary>
    public int ImageSize => Tokenizer.Options.ImageSize;

    private ITokenizer Tokenizer => _model.Images.Tokenizer;

    /// <summary>Makes new images.</summary>
    /// <param name="count">How many. At least 0.</param>
    /// <param name="options">The condition, temperature, top-k, top-p, guidance and seed; null for the defaults. Image i is drawn from seed + i.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <exception cref="ArgumentException">Training never saw the label, or a condition is missing that the prior needs, or is none that it takes, or guidance is asked of a prior that was trained without condition dropout.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedImages Generate(int count, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Draw(() => Holes(count), options, progress, cancellationToken);
    }

    /// <summary>Makes new images and keeps those that a classifier most likely takes for their label.</summary>
    /// <param name="count">How many to keep. At least 0.</param>
    /// <param name="options">The condition, temperature, top-k, top-p, guidance and seed; null for the defaults. The images are drawn from as many seeds, from the first on, as the acceptance rate asks.</param>
    /// <param name="rejection">The classifier, and the share to keep.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <returns>The images in the order of their seeds, each with its probability; <see cref="GeneratedImages.Drawn"/> says of how many.</returns>
    /// <exception cref="ArgumentException">There is no label to judge by, or the classifier does not know it, or does not say which label is which; or the condition will not do.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the classifier lacks a column.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedImages Generate(int count, SamplingOptions? options, RejectionOptions rejection, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(rejection);
        rejection.Validate();
        options ??= new SamplingOptions();
        int[] condition = CheckedCondition(options);
        string label = rejection.Label ?? options.Label
            ?? throw new ArgumentException("There is no label to judge images by: set Label in RejectionOptions, or in SamplingOptions.", nameof(rejection));
        var classifier = new ImageClassifier(_context, rejection, label);
        classifier.Check(ImageSize);
        var draws = new Rejection(classifier, rejection, options.Seed);
        return draws.Run(count, (first, round, part) => _drawing.Draw(Holes(round), Repeat(condition, round), options, options.Seed + (ulong)first, part, cancellationToken), progress);
    }

    /// <summary>Makes a new image for each of several condition images, such as depth maps, edges, segmentations or small versions.</summary>
    /// <param name="conditions">The condition images, brought to size as the pipeline's second HierQuantize does it. They stay the caller's.</param>
    /// <param name="options">Label, temperature, top-k, top-p, guidance and seed; null for the defaults. Image i is drawn from seed + i.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <exception cref="InvalidOperationException">The prior is not conditioned on images, or their tokenizer is not in the pipeline.</exception>
    /// <exception cref="ArgumentException">The options have condition codes too; or see <see cref="Generate(int, SamplingOptions?, IProgress{double}?, CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedImages Generate(IReadOnlyList<MLImage> conditions, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        options ??= new SamplingOptions();
        options.Validate();
        SamplingCheck.Check(_model.Prior, options);
        if (options.ConditionCodes is not null)
            throw new ArgumentException("ConditionCodes are set, and condition images are given as well: leave ConditionCodes null.", nameof(options));
        int[] codes = ConditionCoder.Encode(conditions, _samplers.BatchSize);
        int length = ConditionCoder.Tokenizer.Layout.TotalCodes;
        int[] rows = [.. Enumerable.Range(0, conditions.Count).SelectMany(i => FixedCondition.Of(_model.Prior, options, codes.AsSpan(i * length, length).ToArray()))];
        return new GeneratedImages(_drawing.Draw(Holes(conditions.Count), rows, options, options.Seed, progress, cancellationToken));
    }

    /// <summary>The codes of a condition image, for <see cref="SamplingOptions.ConditionCodes"/>.</summary>
    /// <param name="image">The image, brought to size as the pipeline's second HierQuantize does it. It stays the caller's.</param>
    /// <exception cref="InvalidOperationException">The prior is not conditioned on images, or their tokenizer is not in the pipeline.</exception>
    public int[] EncodeCondition(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ConditionCoder.Encode([image], _samplers.BatchSize);
    }

    /// <summary>The tokens of a text, for <see cref="SamplingOptions.Tokens"/>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidOperationException">The prior is not conditioned on tokens, or no HierTokenize of the pipeline makes such.</exception>
    public int[] EncodeText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        BpeTokenizer tokenizer = _model.Texts ?? throw new InvalidOperationException(_model.Prior.Condition.Tokens is { } tokens
            ? $"The pipeline holds no HierTokenize that makes {tokens.Length} tokens of a vocabulary of {tokens.Vocabulary}: it must be part of it, or set Tokens to tokens of your own."
            : "The prior is not conditioned on tokens: train one with TokensColumnName.");
        return tokenizer.Encode(text);
    }

    /// <summary>Keeps a part of each image and draws the rest.</summary>
    /// <param name="images">The images, brought to size as HierQuantize does it. They stay the caller's.</param>
    /// <param name="keep">What to keep: a code stays where its whole cell does.</param>
    /// <param name="options">The condition, temperature, top-k, top-p, guidance and seed; null for the defaults. Image i is drawn from seed + i.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <remarks>A prior draws in an order, raster order unless it was trained in another: each code in view of all kept ones before it, but not of those after it.</remarks>
    /// <exception cref="ArgumentException">The region keeps everything; or see <see cref="Generate(int, SamplingOptions?, IProgress{double}?, CancellationToken)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedImages Complete(IReadOnlyList<MLImage> images, KeepRegion keep, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(keep);
        bool[] holes = keep.Holes(Layout);
        if (!holes.Contains(true))
            throw new ArgumentException("The region keeps every code, so that there is none to draw: keep less.", nameof(keep));
        return Draw(() => WithHoles(images, holes), options, progress, cancellationToken);
    }

    /// <summary>Keeps a part of an image and draws the rest several times over.</summary>
    /// <param name="image">The image, brought to size as HierQuantize does it. It stays the caller's.</param>
    /// <param name="count">How many endings to draw. At least 0.</param>
    /// <param name="keep">What to keep: a code stays where its whole cell does.</param>
    /// <param name="options">The condition, temperature, top-k, top-p, guidance and seed; null for the defaults.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <exception cref="ArgumentException">The region keeps everything; or see <see cref="Generate(int, SamplingOptions?, IProgress{double}?, CancellationToken)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedImages Complete(MLImage image, int count, KeepRegion keep, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Complete([.. Enumerable.Repeat(image, count)], keep, options, progress, cancellationToken);
    }

    /// <summary>Super-resolution: keeps the coarse codes of each image and draws the finer ones.</summary>
    /// <param name="images">The images, such as small or blurred ones, brought to size as HierQuantize does it. They stay the caller's.</param>
    /// <param name="levels">Levels to keep, from the top. At least 1 and below the number of levels.</param>
    /// <param name="options">The condition, temperature, top-k, top-p, guidance and seed; null for the defaults. Image i is drawn from seed + i.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <exception cref="ArgumentException">See <see cref="Generate(int, SamplingOptions?, IProgress{double}?, CancellationToken)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The codes have not that many levels above others, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedImages Refine(IReadOnlyList<MLImage> images, int levels = 1, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (levels < 1 || levels >= Layout.Count)
            throw new ArgumentOutOfRangeException(nameof(levels), levels, $"{levels} levels are to be kept of {Layout.Count} ({Layout}); {(Layout.Count == 1 ? "there is no finer level to draw: take a tokenizer with levels" : $"keep 1 to {Layout.Count - 1}")}.");
        return Draw(() => WithHoles(images, [.. Enumerable.Range(0, Layout.TotalCodes).Select(at => at >= Layout.Offset(levels))]), options, progress, cancellationToken);
    }

    /// <summary>Fills the holes of code pyramids.</summary>
    /// <param name="codes">Pyramids of <see cref="Layout"/>, one after the other; -1 is a hole.</param>
    /// <param name="options">The condition, temperature, top-k, top-p, guidance and seed; null for the defaults. Pyramid i is drawn from seed + i.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <exception cref="ArgumentException">The codes are no whole number of pyramids, or one has no hole, or a code is beyond its codebook; or the condition will not do.</exception>
    public GeneratedImages CompleteCodes(ReadOnlySpan<int> codes, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        if (codes.Length % Layout.TotalCodes != 0)
            throw new ArgumentException($"{codes.Length} codes are no whole number of pyramids of {Layout.TotalCodes} ({Layout}): give each image {Layout.TotalCodes}, -1 for a hole.", nameof(codes));
        for (int first = 0; first < codes.Length; first += Layout.TotalCodes)
        {
            if (!codes.Slice(first, Layout.TotalCodes).Contains(-1))
                throw new ArgumentException($"Pyramid {first / Layout.TotalCodes} has all {Layout.TotalCodes} codes, so that there is none to draw: set those to -1 that shall be drawn.", nameof(codes));
        }
        int[] given = codes.ToArray();
        return Draw(() => given, options, progress, cancellationToken);
    }

    /// <summary>Frees the caches of sampling. The pipeline stays the caller's.</summary>
    public void Dispose() => _samplers.Dispose();

    private ImageCoder ConditionCoder => _model.Conditions ?? throw new InvalidOperationException(_model.Prior.Condition.Codes is null
        ? "The prior is not conditioned on images: train one with ConditionCodesColumnName."
        : "The pipeline does not hold the tokenizer of the condition images: its HierQuantize must be part of it.");

    // What cannot be drawn is refused before images are encoded.
    private GeneratedImages Draw(Func<int[]> prompts, SamplingOptions? options, IProgress<double>? progress, CancellationToken cancellation)
    {
        options ??= new SamplingOptions();
        int[] condition = CheckedCondition(options);
        int[] codes = prompts();
        return new GeneratedImages(_drawing.Draw(codes, Repeat(condition, codes.Length / Layout.TotalCodes), options, options.Seed, progress, cancellation));
    }

    private int[] CheckedCondition(SamplingOptions options)
    {
        options.Validate();
        SamplingCheck.Check(_model.Prior, options);
        return FixedCondition.Of(_model.Prior, options);
    }

    private int[] Holes(int count)
    {
        int[] holes = new int[checked(count * Layout.TotalCodes)];
        Array.Fill(holes, -1);
        return holes;
    }

    private int[] WithHoles(IReadOnlyList<MLImage> images, bool[] holes)
    {
        int[] codes = _model.Images.Encode(images, _samplers.BatchSize);
        for (int i = 0; i < codes.Length; i++)
        {
            if (holes[i % holes.Length])
                codes[i] = -1;
        }
        return codes;
    }

    private static int[] Repeat(int[] condition, int count) => [.. Enumerable.Repeat(condition, count).SelectMany(row => row)];
}
