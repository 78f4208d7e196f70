namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of every group as a function of the epoch.</summary>
            public abstract class LRScheduler
            {
                private protected int _last_epoch;
                protected int _step_count;
                private protected readonly Optimizer _optimizer;
                private protected IList<double> _base_lrs;
                private protected IEnumerable<double>? _last_lrs;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _base_lrs = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                }

                public virtual void step()
                {
                    _step_count++;
                    _last_epoch++;
                    double[] rates = [.. get_lr()];
                    int i = 0;
                    foreach (ILearningRateController group in _optimizer.ParamGroups)
                        group.LearningRate = rates[i++];
                    _last_lrs = rates;
                }

                public IEnumerable<double> get_last_lr() => _last_lrs ?? _base_lrs;

                protected abstract IEnumerable<double> get_lr();
            }

            public static class impl
            {
                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double>[] _factors;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose)
                    {
                    }

                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _factors = [.. lr_lambdas];
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => _base_lrs.Select((rate, i) => rate * _factors[i](_last_epoch));
                }
            }

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new impl.LambdaLR(optimizer, lr_lambda, last_epoch, verbose);
        }
    }
}
