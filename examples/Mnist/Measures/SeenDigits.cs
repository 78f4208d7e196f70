using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples.Mnist;

/// <summary>Digits with what the judge sees in them.</summary>
internal sealed class SeenDigits : IDisposable
{
    private readonly long[] _read;

    /// <summary>Has the judge look at digits.</summary>
    public SeenDigits(Judge judge, IReadOnlyList<Digit> digits)
    {
        Digits = digits;
        (Tensor features, Tensor read) = judge.Look(digits);
        Features = features;
        using (read)
            _read = read.data<long>().ToArray();
        using DisposeScope scope = NewDisposeScope();
        Pixels = tensor(digits.SelectMany(digit => digit.Pixels).Select(value => value / 255f).ToArray()).view(digits.Count, -1).MoveToOuterDisposeScope();
    }

    /// <summary>The digits.</summary>
    public IReadOnlyList<Digit> Digits { get; }

    /// <summary>(N, 784) from 0, paper, to 1, ink.</summary>
    public Tensor Pixels { get; }

    /// <summary>(N, 64)</summary>
    public Tensor Features { get; }

    /// <summary>The share that the judge reads as what they should say.</summary>
    public double Recognised => Share(_ => true);

    /// <summary>The same of the digits that should say one value.</summary>
    public double RecognisedOf(int value) => Share(digit => digit.Value == value);

    /// <summary>What the judge reads in one of them.</summary>
    public int ReadOf(int place) => (int)_read[place];

    /// <summary>The mean distance between two digits that should say the same, over the ten values.</summary>
    /// <param name="vectors"><see cref="Pixels"/> or <see cref="Features"/>.</param>
    public double SpreadWithinDigit(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        return Enumerable.Range(0, 10).Average(value =>
        {
            long[] places = [.. Digits.Index().Where(digit => digit.Item.Value == value).Select(digit => (long)digit.Index)];
            return Distances.Spread(vectors.index_select(0, tensor(places)));
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pixels.Dispose();
        Features.Dispose();
    }

    private double Share(Func<Digit, bool> of) =>
        Digits.Index().Where(digit => of(digit.Item)).Average(digit => digit.Item.Value == _read[digit.Index] ? 1.0 : 0);
}
