namespace HierVQ.SideBySide;

/// <summary>What a work needs of memory on both sides, in bytes.</summary>
/// <param name="OurBase">Our process after it has done the work once on a single image, network and all freed again: the runtime, the libraries, compiled code.</param>
/// <param name="OurPeak">The most that it held while it worked on a batch.</param>
/// <param name="TheirBase">The same of theirs.</param>
/// <param name="TheirPeak">The most that it held while it worked on a batch.</param>
internal sealed record MemoryUse(long OurBase, long OurPeak, long TheirBase, long TheirPeak)
{
    /// <summary>Our peak above our base, in MiB.</summary>
    public double OurWork => Mebibytes(OurPeak - OurBase);

    /// <summary>Their peak above their base, in MiB.</summary>
    public double TheirWork => Mebibytes(TheirPeak - TheirBase);

    /// <summary>Whether we need no more than they do, to within what pages and allocators make of it.</summary>
    public bool IsEnough => OurWork <= 1.02 * TheirWork + 2;

    private static double Mebibytes(long bytes) => bytes / (double)(1 << 20);
}
