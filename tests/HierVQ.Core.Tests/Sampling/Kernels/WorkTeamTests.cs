using HierVQ.Sampling.Kernels;

namespace HierVQ.Tests.Sampling.Kernels;

[TestClass]
public sealed class WorkTeamTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void EveryPieceIsDoneOnceBeforeRunReturns(int threads)
    {
        using var team = new WorkTeam(threads);
        var work = new Counting(300);
        for (int round = 1; round <= 2000; round++)
        {
            int pieces = 1 + (round % work.Done.Length);
            work.Expected = round;
            team.Run(work, pieces);
            for (int piece = 0; piece < pieces; piece++)
                Assert.AreEqual(round, work.Done[piece], $"round {round}, piece {piece} of {pieces}");
        }
    }

    [TestMethod]
    public void WorkOfDifferentObjectsDoesNotMix()
    {
        using var team = new WorkTeam(3);
        Counting[] works = [new(40), new(40), new(40)];
        for (int round = 1; round <= 3000; round++)
        {
            Counting work = works[round % works.Length];
            work.Expected = round;
            team.Run(work, work.Done.Length);
            Assert.IsTrue(work.Done.All(done => done == round));
        }
    }

    private sealed class Counting(int pieces) : IPieceWork
    {
        public int[] Done { get; } = new int[pieces];

        public int Expected { get; set; }

        public void Run(int piece) => Done[piece] = Done[piece] == Expected ? -1 : Expected;
    }
}
