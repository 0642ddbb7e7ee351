~Version information
VERS.   2.0 : CWLS LOG ASCII STANDARD
WRAP.   NO : ONE LINE PER DEPTH STEP
~Well information
STRT.m  1500.0000 : START DEPTH
STOP.m  1505.8500 : STOP DEPTH
STEP.m     0.1500 : STEP
NULL.     -999.25 : NULL VALUE
COMP.   NOBODY    : COMPANY
WELL.   TEST 7    : WELL
UWI .   T-007     : UNIQUE WELL ID
~Curve information
DEPT.m     : DEPTH
GR  .gAPI  : GAMMA RAY
RDEP.ohm.m : DEEP RESISTIVITY
RHOB.g/cm3 : xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
NPHI.v/v   : NEUTRON POROSITY
DT  .us/ft : SLOWNESS
~Parameter information
RM  .ohm.m 0.25 : MUD RESISTIVITY
~Ascii
1500.0000 60.000 19.9526 2.3500 0.1700 95.000
1500.1500 69.816 19.4999 2.3827 0.1716 98.926
1500.3000 78.551 18.2193 2.4118 0.1763 102.420
1500.4500 85.244 16.3180 2.4341 0.1840 105.098
1500.6000 89.158 14.0719 2.4472 0.1943 106.663
1500.7500 89.862 11.7531 2.4495 0.2068 106.945
1500.9000 87.279 9.5759 2.4409 0.2210 105.912
1501.0500 81.693 7.6733 2.4223 0.2364 103.677
1501.2000 73.718 6.1010 2.3957 0.2523 100.487
1501.3500 64.234 4.8573 2.3641 0.2682 96.693
1501.5000 54.283 3.9077 2.3309 0.2833 92.713
1501.6500 44.962 3.2044 2.2999 0.2971 88.985
1501.8000 37.296 2.6996 2.2743 0.3090 85.918
1501.9500 32.130 2.3526 2.2571 0.3186 83.852
1502.1000 30.031 2.1325 2.2501 0.3254 83.013
1502.2500 31.232 2.0184 2.2541 0.3292 83.493
1502.4000 35.600 1.9992 2.2687 0.3299 85.240
1502.5500 42.654 2.0730 2.2922 0.3273 88.062
1502.7000 51.618 2.2471 2.3221 0.3217 91.647
1502.8500 61.504 2.5381 2.3550 0.3133 95.602
1503.0000 71.225 2.9729 2.3874 0.3023 99.490
1503.1500 79.710 3.5881 2.4157 0.2892 102.884
1503.3000 86.025 4.4293 2.4367 0.2746 105.410
1503.4500 89.475 5.5453 2.4483 0.2590 106.790
1503.6000 89.681 6.9783 2.4489 0.2430 106.872
1503.7500 86.619 8.7464 2.4387 0.2273 105.648
1503.9000 80.627 10.8208 2.4188 0.2125 103.251
1504.0500 72.364 13.1023 2.3912 0.1992 99.945
1504.2000 62.740 15.4093 2.3591 0.1880 96.096
1504.3500 52.814 17.4888 2.3260 0.1792 92.126
1504.5000 43.679 19.0583 2.2956 0.1732 88.472
1504.6500 36.342 19.8733 2.2711 0.1703 85.537
1504.8000 31.608 19.7967 2.2554 0.1705 83.643
1504.9500 30.000 18.8415 2.2500 0.1740 83.000
1505.1000 31.695 17.1672 2.2557 0.1804 83.678
1505.2500 36.506 15.0297 2.2717 0.1897 85.602
1505.4000 43.903 12.7109 2.2963 0.2013 88.561
1505.5500 53.072 10.4538 2.3269 0.2149 92.229
1505.7000 63.004 8.4262 2.3600 0.2299 96.202
1505.8500 72.605 6.7139 2.3920 0.2457 100.042
