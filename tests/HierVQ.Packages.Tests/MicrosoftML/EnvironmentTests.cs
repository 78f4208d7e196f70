using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>Hosts, channels, the log and progress.</summary>
[TestClass]
public sealed class EnvironmentTests
{
    [TestMethod]
    public void What_a_channel_says_comes_to_the_log_with_its_source()
    {
        var ml = new MLContext();
        var messages = new List<LoggingEventArgs>();
        ml.Log += (_, message) => messages.Add(message);
        IHostEnvironment env = ml;

        using (IChannel channel = env.Register("HierQuantize").Start("Training"))
        {
            channel.Info(MessageSensitivity.None, "Epoch {0}, loss {1}", 3, 0.5);
            channel.Warning(MessageSensitivity.UserData, "Braces {} stay where there are no arguments");
        }

        LoggingEventArgs info = messages.Single(m => m.Kind == ChannelMessageKind.Info);
        Assert.AreEqual("Epoch 3, loss 0.5", info.RawMessage);
        Assert.AreEqual("HierQuantize; Training", info.Source);
        Assert.AreEqual("[Source=HierQuantize; Training, Kind=Info] Epoch 3, loss 0.5", info.Message);
        Assert.AreEqual("Braces {} stay where there are no arguments", messages.Single(m => m.Kind == ChannelMessageKind.Warning).RawMessage);
        Assert.AreEqual(3, messages.Count(m => m.Kind == ChannelMessageKind.Trace));
    }

    [TestMethod]
    public void Progress_is_checked_against_its_header_and_stays_out_of_the_log()
    {
        var ml = new MLContext();
        int messages = 0;
        ml.Log += (_, _) => messages++;
        IHostEnvironment env = ml;

        using (IProgressChannel progress = env.Register("Trainer").StartProgressChannel("Training"))
        {
            progress.SetHeader(new ProgressHeader(["loss"], ["images"]), entry => entry.SetProgress(0, 1, 10));
            progress.Checkpoint(0.5, 1, 10);
            Assert.Throws<InvalidOperationException>(() => progress.Checkpoint(0.5, 1, 10, 4));
        }

        Assert.AreEqual(0, messages);
    }

    [TestMethod]
    public void A_seed_makes_the_hosts_randomness_repeat()
    {
        static int[] Draws(IHostEnvironment env)
        {
            IHost first = env.Register("A"), second = env.Register("A"), seeded = env.Register("A", seed: 7);
            return [first.Rand.Next(), second.Rand.Next(), seeded.Rand.Next()];
        }

        int[] once = Draws(new MLContext(seed: 5)), again = Draws(new MLContext(seed: 5));

        CollectionAssert.AreEqual(once, again);
        Assert.AreNotEqual(once[0], once[1]);
    }

    [TestMethod]
    public void A_context_keeps_its_settings()
    {
        var ml = new MLContext { GpuDeviceId = 0, FallbackToCpu = true };
        ml.SetOption("HierVQ", 4);

        Assert.AreEqual(0, ml.GpuDeviceId);
        Assert.IsTrue(ml.FallbackToCpu);
        Assert.AreEqual(4, ml.GetOptionOrDefault<int>("HierVQ"));
        Assert.IsFalse(ml.TryAddOption("HierVQ", 5));
        Assert.IsTrue(ml.RemoveOption("HierVQ"));
        Assert.IsFalse(ml.TryGetOption("HierVQ", out int _));
    }
}
