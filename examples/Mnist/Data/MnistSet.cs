namespace HierVQ.Examples.Mnist;

/// <summary>The set: 60,000 digits to train on and 10,000 to test with, by other writers.</summary>
/// <param name="Training">Digits to train on.</param>
/// <param name="Test">Digits that no training sees.</param>
internal sealed record MnistSet(IReadOnlyList<Digit> Training, IReadOnlyList<Digit> Test)
{
    /// <summary>Reads the four files of a folder.</summary>
    /// <exception cref="InvalidDataException">A file is not what its name says.</exception>
    public static MnistSet Read(string folder) => new(
        Digits(Path.Combine(folder, MnistFiles.TrainingImages), Path.Combine(folder, MnistFiles.TrainingLabels)),
        Digits(Path.Combine(folder, MnistFiles.TestImages), Path.Combine(folder, MnistFiles.TestLabels)));

    /// <summary>Some digits of each value, for runs that may not take long.</summary>
    /// <param name="training">Training digits of each value, at most; <see cref="int.MaxValue"/> for all.</param>
    /// <param name="test">Test digits of each value, at most.</param>
    public MnistSet Take(int training, int test) =>
        new(training == int.MaxValue ? Training : Balanced(Training, training), test == int.MaxValue ? Test : Balanced(Test, test));

    /// <summary>Digits of each value, spread over all, since writers follow each other in the set; those of one value after the other.</summary>
    /// <param name="digits">Digits of every value.</param>
    /// <param name="each">How many of each value.</param>
    public static Digit[] Balanced(IReadOnlyList<Digit> digits, int each) =>
        [.. Enumerable.Range(0, 10).SelectMany(value => Pictures.Spread([.. digits.Where(digit => digit.Value == value)], each))];

    private static Digit[] Digits(string images, string labels)
    {
        (int count, int length, byte[] pixels) = IdxFile.Read(images, axes: 3);
        (int labelled, _, byte[] values) = IdxFile.Read(labels, axes: 1);
        if (length != Digit.Size * Digit.Size)
            throw new InvalidDataException($"The images of '{images}' have {length} bytes; those of MNIST have {Digit.Size} x {Digit.Size}.");
        if (labelled != count)
            throw new InvalidDataException($"'{images}' holds {count} images, '{labels}' {labelled} labels.");
        if (values.Any(value => value > 9))
            throw new InvalidDataException($"'{labels}' holds a label above 9.");
        return [.. Enumerable.Range(0, count).Select(i => new Digit(values[i], pixels.AsSpan(i * length, length).ToArray()))];
    }
}
