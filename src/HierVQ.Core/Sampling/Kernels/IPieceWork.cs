namespace HierVQ.Sampling.Kernels;

/// <summary>Work in independent pieces: which thread does a piece, and in which order, changes nothing in the result. A piece throws nothing.</summary>
internal interface IPieceWork
{
    /// <summary>Does piece <paramref name="piece"/>, 0 being the first.</summary>
    void Run(int piece);
}
