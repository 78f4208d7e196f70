using System.Diagnostics;
using TorchSharp;

namespace HierVQ.Training;

/// <summary>
/// The one training loop of both stages: shuffled batches, warm-up and cosine, AdamW, a critic in turn, averaged weights, held-out
/// measure, reports, checkpoints. Nothing is read back from the device within a step.
/// </summary>
internal sealed class TrainingLoop : IDisposable
{
    /// <summary>Steps between two reports; at each the loss is read and looked at, so that a divergence goes unnoticed no longer.</summary>
    internal const int ReportSteps = 25;

    private readonly ITrainingStage _stage;
    private readonly TrainingOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly int[] _trainingRows, _heldOutRows;
    private readonly int _batchSize, _stepsPerEpoch;
    private readonly Schedule _schedule;
    private readonly TrainedNetwork _network;
    private readonly TrainedNetwork? _critic;
    private readonly WeightAverage? _average;
    private readonly Checkpoint? _checkpoint;
    private readonly Stopwatch _clock = new();
    private readonly TrainingState _state;
    private long _lastGoodStep;

    /// <summary>Prepares a training, from its checkpoint where there is one.</summary>
    public TrainingLoop(ITrainingStage stage, TrainingOptions options, IProgress<TrainingProgress>? progress)
    {
        options.Validate();
        (_stage, _options, _progress) = (stage, options, progress);
        (_trainingRows, _heldOutRows) = stage.HeldOut > 0
            ? RowOrder.SplitLast(stage.Count, stage.HeldOut)
            : RowOrder.Split(stage.Count, options.ValidationFraction, options.Seed);
        // The last rows of an epoch that fill no batch are left to another epoch's order: every step then weighs the same.
        _batchSize = Math.Min(options.BatchSize, _trainingRows.Length);
        _stepsPerEpoch = _trainingRows.Length / _batchSize;
        _schedule = new Schedule(options.LearningRate, options.MinLearningRate, options.WarmupSteps, (long)options.Epochs * _stepsPerEpoch, holdSteps: options.HoldSteps);
        _network = new TrainedNetwork(stage.Module, stage.Optimizer, stage.DecayedParameters);
        _critic = stage.Critic is { } critic ? new TrainedNetwork(critic, stage.Optimizer with { WeightDecay = 0 }, []) : null;
        _average = options.WeightAverageDecay > 0 ? new WeightAverage(stage.Module, options.WeightAverageDecay) : null;
        _state = new TrainingState(_network, _critic, _average);
        if (options.CheckpointFolder is not { } folder)
            return;
        try
        {
            _checkpoint = new Checkpoint(folder, stage.Name, options, stage.DataHash());
            _checkpoint.Resume(_state);
            TakeLastGood();
        }
        catch
        {
            // A checkpoint may be refused, and then nobody has a loop to dispose of.
            Dispose();
            throw;
        }
    }

    /// <summary>Trains to the end and leaves the network with its final weights, in evaluation mode.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled; a checkpoint was written where a folder is set.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    public void Run()
    {
        _clock.Start();
        foreach (string warning in _stage.Warnings)
            _options.WarningCallback?.Invoke(warning);
        _stage.Module.train();
        try
        {
            while (!IsFinished)
                RunEpoch();
        }
        finally
        {
            _stage.Module.eval();
        }
        _checkpoint?.Write(_state);
        if (_state.Best is { } best)
            best.Restore();
        else
            _average?.Apply();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _critic?.Dispose();
        _average?.Dispose();
        _state.Dispose();
    }

    private TimeSpan Elapsed => _state.ElapsedBefore + _clock.Elapsed;

    private bool TimeIsUp => _options.TimeLimit is { } limit && Elapsed >= limit;

    private bool StoppedEarly => _options is PriorOptions { EarlyStoppingEpochs: > 0 and int patience } && _state.EpochsSinceBest >= patience;

    private bool IsFinished => _state.Step >= _schedule.Steps || TimeIsUp || StoppedEarly;

    private void RunEpoch()
    {
        int epoch = (int)(_state.Step / _stepsPerEpoch);
        int[] order = RowOrder.OfEpoch(_trainingRows, _options.Seed, epoch);
        _stage.BeginEpoch();
        long end = (epoch + 1L) * _stepsPerEpoch;
        var meter = new SpeedMeter(_clock);
        bool ends = false;
        while (!ends)
        {
            StopIfCancelled();
            RunStep(order.AsSpan((int)(_state.Step % _stepsPerEpoch) * _batchSize, _batchSize));
            meter.Images += _batchSize;
            ends = _state.Step == end || TimeIsUp;
            if (ends)
                Validate();
            if (ends || _state.Step % ReportSteps == 0)
                Report(epoch, ends, meter);
        }
    }

    private void RunStep(ReadOnlySpan<int> rows)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long step = _state.Step;
        _stage.Generator.manual_seed((long)StepSeed.Of(_options.Seed, StepSeed.Purpose.Network, step));
        _stage.BeginStep(rows, new TrainingMoment(step, _schedule.Steps, _stepsPerEpoch));
        foreach ((int start, int count) in Parts(rows.Length))
        {
            using DisposeScope part = torch.NewDisposeScope();
            _network.Backward(_stage.Loss(start, count), count, rows.Length);
        }
        _network.Step(_schedule[step]);
        if (_critic is not null)
            RunCritic(_critic, rows.Length, _schedule[step]);
        _average?.Update(step);
    }

    // The critic's turn, on the same rows.
    private void RunCritic(TrainedNetwork critic, int rows, double learningRate)
    {
        bool learns = false;
        foreach ((int start, int count) in Parts(rows))
        {
            using DisposeScope part = torch.NewDisposeScope();
            if (_stage.CriticLoss(start, count) is not { } loss)
                continue;
            critic.Backward(loss, count, rows);
            learns = true;
        }
        if (learns)
            critic.Step(learningRate);
    }

    private IEnumerable<(int Start, int Count)> Parts(int rows)
    {
        int parts = Math.Min(_options.AccumulateSteps, rows);
        for (int part = 0; part < parts; part++)
        {
            int start = (int)((long)part * rows / parts), end = (int)((part + 1L) * rows / parts);
            yield return (start, end - start);
        }
    }

    private void Validate()
    {
        _state.Validation = null;
        if (_heldOutRows.Length == 0)
            return;
        _stage.Module.eval();
        using (_average?.Applied())
        using (torch.NewDisposeScope())
        {
            double measure = _stage.Validate(_heldOutRows);
            _state.Validation = measure;
            if (_state.Best is null || _stage.IsBetter(measure, _state.BestValidation))
                _state.KeepBest(measure);
            else
                _state.EpochsSinceBest++;
        }
        _stage.Module.train();
    }

    private void Report(int epoch, bool endOfEpoch, SpeedMeter meter)
    {
        StopIfDiverged();
        double loss = _network.Loss.Read();
        _critic?.Loss.Read();
        TrainingProgress progress = _stage.Report(new TrainingProgress
        {
            Stage = _stage.Name,
            Epoch = epoch + 1,
            Epochs = _options.Epochs,
            Step = _state.Step,
            Steps = _schedule.Steps,
            Loss = loss,
            Warnings = [.. _stage.Warnings],
            LearningRate = _schedule[_state.Step - 1],
            ImagesPerSecond = meter.Read(),
            Elapsed = Elapsed,
            Remaining = Remaining(),
            Validation = endOfEpoch ? _state.Validation : null,
            EndOfEpoch = endOfEpoch,
        });
        _options.MetricsCallback?.Invoke(progress);
        _progress?.Report(progress);
        _state.Elapsed = Elapsed;
        _checkpoint?.WriteIfDue(_state);
    }

    private TimeSpan Remaining()
    {
        TimeSpan bySteps = Elapsed / _state.Step * (_schedule.Steps - _state.Step);
        TimeSpan byLimit = _options.TimeLimit is { } limit ? limit - Elapsed : TimeSpan.MaxValue;
        return TimeSpan.FromTicks(Math.Max(0, Math.Min(bySteps.Ticks, byLimit.Ticks)));
    }

    private void StopIfCancelled()
    {
        if (!_options.CancellationToken.IsCancellationRequested)
            return;
        _state.Elapsed = Elapsed;
        if (_lastGoodStep == _state.Step || LooksGood())
            _checkpoint?.Write(_state);
        _options.CancellationToken.ThrowIfCancellationRequested();
    }

    private void StopIfDiverged()
    {
        if (LooksGood())
        {
            TakeLastGood();
            return;
        }
        _network.LastGood.Restore();
        _critic?.LastGood.Restore();
        throw new TrainingDivergedException(_stage.Name, _state.Step, _lastGoodStep, _checkpoint?.ExistingFile);
    }

    private bool LooksGood() => _network.LooksGood() && _critic?.LooksGood() != false;

    private void TakeLastGood()
    {
        _network.LastGood.Take();
        _critic?.LastGood.Take();
        _lastGoodStep = _state.Step;
    }
}
