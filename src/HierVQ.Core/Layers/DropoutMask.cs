using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// Masks of dropout. libtorch draws Bernoulli numbers on the CPU one by one, 7 nanoseconds each on any number of threads, which made masks a
/// tenth of a transformer's training step. Here the CPU's masks are a hash of a key and the element's place, computed a vector at a time: a
/// twentieth of that, and the same on every processor. The key comes from the network's own generator.
/// </summary>
internal static class DropoutMask
{
    private const double Range = 1L << 32;

    /// <summary>Numbers that are <paramref name="scale"/> with the chance <paramref name="keep"/> and else 0, in the shape and on the device of <paramref name="input"/>.</summary>
    public static Tensor Like(Tensor input, double keep, float scale, Generator generator)
    {
        if (input.device_type != DeviceType.CPU)
            return input.detach().empty_like().bernoulli_(keep, generator).mul_(scale);
        using Tensor drawn = empty([1], dtype: ScalarType.Float64).uniform_(0, 1, generator);
        ulong key = BitConverter.DoubleToUInt64Bits(drawn.item<double>());
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = empty(input.shape, dtype: ScalarType.Float32);
        Fill(MemoryMarshal.Cast<byte, float>(mask.bytes), (uint)key, (uint)(key >> 32), (uint)Math.Min(keep * Range, uint.MaxValue), scale);
        return mask.As(input.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>The hash is lowbias32 (Wellons, Hash Function Prospector) over the place times an odd number, with one half of the key added before and one in the middle.</summary>
    private static void Fill(Span<float> mask, uint key, uint second, uint threshold, float scale)
    {
        Vector<uint> step = new((uint)Vector<uint>.Count);
        Vector<uint> place = Vector.CreateSequence(0u, 1u);
        var kept = new Vector<float>(scale);
        var bound = new Vector<uint>(threshold);
        int i = 0;
        for (; i <= mask.Length - Vector<float>.Count; i += Vector<float>.Count, place += step)
            Draw(place).CopyTo(mask[i..]);
        if (i < mask.Length)
        {
            Span<float> rest = stackalloc float[Vector<float>.Count];
            Draw(place).CopyTo(rest);
            rest[..(mask.Length - i)].CopyTo(mask[i..]);
        }

        Vector<float> Draw(Vector<uint> index)
        {
            Vector<uint> x = (index * 0x9E3779B9u) + new Vector<uint>(key);
            x ^= x >>> 16;
            x *= 0x7FEB352Du;
            x ^= x >>> 15;
            x += new Vector<uint>(second);
            x *= 0x846CA68Bu;
            x ^= x >>> 16;
            return Vector.ConditionalSelect(Vector.LessThan(x, bound).As<uint, float>(), kept, Vector<float>.Zero);
        }
    }
}
