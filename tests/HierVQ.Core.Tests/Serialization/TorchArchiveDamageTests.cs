using HierVQ.Serialization;
using TorchSharp;

namespace HierVQ.Tests.Serialization;

/// <summary>Files damaged at random: read, or refused with the one exception, and nothing left behind.</summary>
[TestClass]
public sealed class TorchArchiveDamageTests
{
    private const int Rounds = 600;

    [TestMethod]
    [DataRow("state_dict.pt")]
    [DataRow("checkpoint.pt")]
    [DataRow("views.pt")]
    [DataRow("types.pt")]
    public void A_damaged_file_is_read_or_refused(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "torch", name));
        var random = new Random(17);
        int refused = 0;
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = [.. file];
            for (int change = random.Next(1, 4); change > 0; change--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                using TorchArchive archive = TorchArchive.Open(new MemoryStream(damaged), name);
                ReadAll(archive, archive.Content, 4);
            }
            catch (TorchArchiveException)
            {
                refused++;
            }
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.IsTrue(refused is > Rounds / 20 and < Rounds, $"{refused} of {Rounds} were refused.");
    }

    private static void ReadAll(TorchArchive archive, object? content, int deepest)
    {
        if (content is TorchTensor tensor)
            archive.Read(tensor).Dispose();
        if (content is TorchDictionary dictionary && deepest > 0)
        {
            foreach ((_, object? value) in dictionary)
                ReadAll(archive, value, deepest - 1);
        }
    }
}
