namespace HierVQ.Sampling.Kernels;

/// <summary>
/// The calling thread and helpers from the thread pool, who stay for many pieces of work of a few microseconds each: waking a thread takes
/// longer than such a piece, so helpers look for work until the team is disposed. Whatever helpers do not take, the caller does itself.
/// </summary>
internal sealed class WorkTeam : IDisposable
{
    // About forty microseconds.
    private const int SpinsBeforeYield = 1000;
    private readonly int _helpers;
    private IPieceWork? _work;
    // High half: number of the work; low half: pieces not yet taken. One word, so that a late helper never takes a piece of other work.
    private long _ticket;
    private int _done;
    private bool _closed;

    /// <summary>A team of this many threads, the caller included.</summary>
    public WorkTeam(int threads)
    {
        _helpers = Math.Max(0, threads - 1);
        for (int i = 0; i < _helpers; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static team => team.Help(), this, preferLocal: false);
    }

    /// <summary>Does all pieces of <paramref name="work"/> and returns when they are done. One thread at a time.</summary>
    public void Run(IPieceWork work, int pieces)
    {
        if (_helpers == 0 || pieces == 1)
        {
            for (int piece = 0; piece < pieces; piece++)
                work.Run(piece);
            return;
        }
        _work = work;
        Volatile.Write(ref _done, 0);
        long number = (_ticket >> 32) + 1;
        Volatile.Write(ref _ticket, (number << 32) | (uint)pieces);
        while (TryTake(out int piece))
            Finish(work, piece);
        for (int spins = 0; Volatile.Read(ref _done) < pieces; spins++)
            Pause(spins);
    }

    /// <summary>Sends the helpers home.</summary>
    public void Dispose() => Volatile.Write(ref _closed, true);

    private void Help()
    {
        for (int spins = 0; !Volatile.Read(ref _closed); spins++)
        {
            if (TryTake(out int piece))
            {
                // The work cannot change before this piece is done, so it is the one the piece was taken from.
                Finish(_work!, piece);
                spins = 0;
            }
            else
            {
                Pause(spins);
            }
        }
    }

    private void Finish(IPieceWork work, int piece)
    {
        work.Run(piece);
        Interlocked.Increment(ref _done);
    }

    private bool TryTake(out int piece)
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            piece = (int)(uint)ticket - 1;
            if (piece < 0)
                return false;
            if (Interlocked.CompareExchange(ref _ticket, ticket - 1, ticket) == ticket)
                return true;
        }
    }

    private static void Pause(int spins)
    {
        if (spins < SpinsBeforeYield)
            Thread.SpinWait(1);
        else
            Thread.Yield();
    }
}
