import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The rule of the kernel as an agent library in Java has it, in the way of MASON: an object for each person with a method for its month, which one
 * loop calls for everybody; noise from a generator that all share, for those with access alone.
 *
 * <p>java Step FILE SECONDS reads what bench/c/step.c reads and prints what that prints. The program is warm before it is timed.
 */
final class Step {
  static final int MONTHS = 12;
  static float price, atStake, risk, delivered, necessity, subsistence, share, gain, noise, noise2, drift, hear, heard;
  static float habitUp, habitOn, habitOff, missed, learning, growth, passThrough;
  static RandomGenerator random = new SplittableRandom(1);

  /** What the people of a month add up to, without and with access. */
  static final class Sums {
    final long[] people = new long[2], filters = new long[5];
    final double[] income = new double[2], cognition = new double[2], augmented = new double[2];
    double belief, gain;
    long joined, left;
  }

  interface Steppable {
    void step(Sums sums);
  }

  static final class Person implements Steppable {
    float income, cognition, aptitude, belief, uncertainty, habit, budgetShare, threshold, augmented, reservation;
    byte tier, filter;

    @Override
    public void step(Sums sums) {
      float ability = budgetShare * Math.max(0, income - subsistence);
      float worth = Math.max(0, atStake * income * aptitude * (belief - risk * aptitude * uncertainty)) * (1 + necessity * habit);
      reservation = Math.min(worth, ability);
      boolean would = worth >= price, could = ability >= price;
      if (would && could && share >= threshold) {
        use(sums);
        return;
      }
      filter = (byte) (!would && !could ? 3 : !would ? 2 : !could ? 1 : 4);
      if (tier != 0) {
        sums.left++;
        tier = 0;
      }
      belief += hear * (heard - belief);
      uncertainty += drift;
      habit *= habitOff;
      augmented = cognition * (1 - missed * habit);
      income *= growth;
      add(sums, 0);
    }

    private void use(Sums sums) {
      if (tier == 0) {
        sums.joined++;
      }
      tier = 1;
      filter = 0;
      threshold = 0;
      float z = gain + noise * (float) random.nextGaussian(), kalman = uncertainty / (uncertainty + noise2);
      belief += kalman * (z - belief);
      uncertainty = (1 - kalman) * uncertainty + drift;
      habit = habitUp + habitOn * habit;
      float g = aptitude * gain * delivered;
      cognition *= 1 + learning * g;
      augmented = cognition * (1 + g);
      income *= growth + passThrough * g;
      sums.belief += belief;
      sums.gain += g;
      add(sums, 1);
    }

    private void add(Sums sums, int with) {
      sums.people[with]++;
      sums.income[with] += income;
      sums.cognition[with] += cognition;
      sums.augmented[with] += augmented;
      sums.filters[filter]++;
    }
  }

  public static void main(String[] args) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(Path.of(args[0]))).order(ByteOrder.LITTLE_ENDIAN);
    int n = in.getInt();
    constants(in);
    float[][] born = new float[8][n];
    for (float[] column : born) {
      for (int i = 0; i < n; i++) {
        column[i] = in.getFloat();
      }
    }
    Person[] people = new Person[n];
    for (int i = 0; i < n; i++) {
      people[i] = new Person();
    }
    Sums first = months(people, born, new double[MONTHS])[0];
    double total = 0;
    int count = 0;
    double[] times = new double[MONTHS];
    for (long warm = System.nanoTime() + 300_000_000L; System.nanoTime() < warm; ) {
      months(people, born, times);
    }
    double[] all = new double[1 << 20];
    long end = System.nanoTime() + (long) (1e9 * Double.parseDouble(args[1]));
    do {
      for (Sums sums : months(people, born, times)) {
        total += (double) sums.people[1] / n;
      }
      System.arraycopy(times, 0, all, count, MONTHS);
      count += MONTHS;
    } while (System.nanoTime() < end && count + MONTHS <= all.length);
    Arrays.sort(all, 0, count);
    System.out.printf("%.4f %.4f %.5f%n", all[count / 2], all[0], total / count);
    System.out.printf("%d %d %.9g %.9g %.9g %.9g %.9g %.9g %.9g %.9g%n", first.people[0], first.people[1], first.income[0], first.income[1],
        first.cognition[0], first.cognition[1], first.augmented[0], first.augmented[1], first.belief, first.gain);
  }

  static void constants(ByteBuffer in) {
    price = in.getFloat();
    atStake = in.getFloat();
    risk = in.getFloat();
    delivered = in.getFloat();
    necessity = in.getFloat();
    subsistence = in.getFloat();
    share = in.getFloat();
    gain = in.getFloat();
    noise = in.getFloat();
    noise2 = in.getFloat();
    drift = in.getFloat();
    hear = in.getFloat();
    heard = in.getFloat();
    habitUp = in.getFloat();
    habitOn = in.getFloat();
    habitOff = in.getFloat();
    missed = in.getFloat();
    learning = in.getFloat();
    growth = in.getFloat();
    passThrough = in.getFloat();
    in.position(in.position() + 16); // words of the kernel's generator
  }

  /** Everybody starts anew and lives some months, whose nanoseconds an agent-step go to times. */
  static Sums[] months(Person[] people, float[][] born, double[] times) {
    for (int i = 0; i < people.length; i++) {
      Person p = people[i];
      p.income = born[0][i];
      p.cognition = born[1][i];
      p.aptitude = born[2][i];
      p.belief = born[3][i];
      p.uncertainty = born[4][i];
      p.habit = born[5][i];
      p.budgetShare = born[6][i];
      p.threshold = born[7][i];
      p.tier = 0;
    }
    Sums[] list = new Sums[MONTHS];
    for (int m = 0; m < MONTHS; m++) {
      list[m] = new Sums();
      long start = System.nanoTime();
      for (Steppable p : people) {
        p.step(list[m]);
      }
      times[m] = (double) (System.nanoTime() - start) / people.length;
    }
    return list;
  }
}
